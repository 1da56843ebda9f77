import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { FragmentRun } from '../../lib/src/receiving/fragment-run.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';

/** What a fragment is charged beside its data, as the README says. */
const charge = 256;

/** Lengths of fragments, of several runs that come to be one. */
const runs = fc.array(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 40 }), {
  minLength: 1,
  maxLength: 6,
});

describe('a run of fragments', (test) => {
  test('takes no more memory than it is charged, and joins what it was given', () => {
    fc.assert(
      fc.property(runs, (lengths) => {
        let number = 0;
        const given: Buffer[] = [];
        const chunkOf = (length: number) => {
          number += 1;
          const userData = Buffer.alloc(length, number);
          given.push(userData);
          return dataChunk({ beginning: number === 1, ending: false, tsn: number, userData });
        };
        let whole: FragmentRun | undefined;
        for (const [first = 1, ...others] of lengths) {
          const run = new FragmentRun(chunkOf(first));
          for (const length of others) {
            run.append(chunkOf(length));
            checkMemory(run);
          }
          if (whole === undefined) whole = run;
          else whole.concatenate(run);
          checkMemory(whole);
        }
        whole?.append(chunkOf(1));
        assert.is(whole?.lastTsn, number);
        assert.is(whole?.fragmentCount, number);
        const message = whole?.take(false);
        assert.ok(message !== undefined && Buffer.concat(given).equals(message.data));
        assert.equal([whole?.length, whole?.fragmentCount, whole?.capacity], [0, 0, 0]);
      }),
    );
  });
});

function checkMemory({ capacity, length, fragmentCount }: FragmentRun): void {
  assert.ok(capacity >= length && capacity <= length + charge * fragmentCount, `${capacity} for ${length}`);
}
