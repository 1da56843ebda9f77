import * as assert from 'uvu/assert';
import { better, changeOf, findRegressions } from '../../../bench/src/core/baseline.ts';
import { calculateFixed } from '../../../bench/src/core/fixed-calculation.ts';
import type { StageCost } from '../../../bench/src/core/measure-core.ts';
import { makeStages, packetLength } from '../../../bench/src/core/stages.ts';
import { SteadyTransfer } from '../../../bench/src/core/steady-transfer.ts';
import { describe } from '../../helpers/describe.ts';

const baseline = { checksum: 1, 'association out': 2 };

function cost(name: StageCost['name'], ratio: number): StageCost {
  return { name, ratio, nanoseconds: ratio * 1000, allocatedBytes: 0 };
}

describe('bench: the core against its baseline', (test) => {
  test('a quarter more is borne, and what is beyond is told', () => {
    assert.equal(findRegressions([cost('checksum', 1.25), cost('association out', 2.5)], baseline), []);
    const [found, ...others] = findRegressions([cost('checksum', 1.3), cost('association out', 1)], baseline);
    assert.match(found ?? '', /^checksum costs 30 % more/);
    assert.equal(others, []);
  });

  test('a stage that is not in the baseline is told, but the fixed calculation is no stage', () => {
    assert.equal(findRegressions([cost('decode', 1), cost('fixed', 1)], baseline), ['decode is not in the baseline']);
  });

  test('a change is told as a part of the baseline', () => {
    assert.is(changeOf(cost('association out', 1), baseline), -0.5);
    assert.is(changeOf(cost('decode', 1), baseline), undefined);
  });

  test('of two measurements each stage has its better one', () => {
    const costs = better([cost('checksum', 1), cost('decode', 3)], [cost('checksum', 2), cost('decode', 1)]);
    assert.equal(
      costs.map(({ ratio }) => ratio),
      [1, 1],
    );
  });

  test('the fixed calculation does the same every time', () => {
    assert.is(calculateFixed(7), calculateFixed(7));
    assert.is.not(calculateFixed(7), calculateFixed(8));
  });

  test('each stage can be run again and again, and its packets are of the length told', () => {
    const stages = makeStages();
    for (let round = 0; round < 3; round += 1) for (const stage of stages) stage.run(128);
    assert.is(packetLength, 1452);
  });

  test('a transfer that sends more than the congestion window takes says so', () => {
    const transfer = new SteadyTransfer(new Uint8Array(1424));
    assert.throws(() => transfer.send(5000), /packets of 5000 messages/);
  });
});
