import { memory, memoryNetwork } from 'usctp';
import * as assert from 'uvu/assert';
import type { Association } from '../../../lib/src/association/association.ts';
import { resolveOptions } from '../../../lib/src/options.ts';
import { Driver } from '../../../lib/src/socket/driver.ts';
import { describe } from '../../helpers/describe.ts';

describe('a driver', (test) => {
  test('tells of what happens while packets are asked for, also when none leaves', async () => {
    const driver = await Driver.open({
      port: 0,
      localAddresses: [],
      transport: memory({ network: memoryNetwork() }),
      options: resolveOptions(),
      accepted: undefined,
      failed: () => {},
    });
    const drained: string[] = [];
    let hasHappened = false;
    // In place of the methods of this endpoint: the first time that packets are asked for, something happens.
    driver.endpoint.nextTransmit = () => {
      hasHappened = !drained.includes('packets');
      drained.push('packets');
      return undefined;
    };
    driver.endpoint.nextEvent = () => {
      if (!hasHappened) return undefined;
      hasHappened = false;
      drained.push('event');
      // `as`: nobody looks at the association, as none is accepted here.
      return { type: 'accepted', association: {} as Association };
    };
    driver.closeSoon();
    await new Promise<void>((resolve) => process.nextTick(resolve));
    assert.equal(drained, ['packets', 'event', 'packets']);
  });
});
