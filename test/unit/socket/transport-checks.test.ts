import { connect, createServer, memory } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { quick } from './pair.ts';

/** Why an association cannot be set up over this. */
async function refusal(transport: unknown): Promise<string> {
  // `as never`: what a caller without types may pass.
  return String(await rejection(connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport } as never)));
}

describe('a transport', (test) => {
  test('is one that packets can be sent by', async () => {
    assert.match(await refusal('udp'), 'TypeError: transport is "udp"; it takes what raw() or udp() gives');
    assert.match(await refusal(null), 'TypeError: transport is null');
    assert.match(await refusal({ encapsulationOverhead: 0 }), 'TypeError: transport is [object Object]');
    const server = createServer();
    // `as never`: as above.
    assert.match(String(await rejection(server.listen({ port: 7, transport: memory } as never))), 'TypeError');
    await server.listen({ port: 7, transport: memory() });
    await server.close();
  });

  test('tells what it does with bytes, and how many it adds', async () => {
    const { open } = memory();
    for (const name of ['copiesPackets', 'releasesPackets', 'controlsFragmentation']) {
      const wrong = await refusal({ open, encapsulationOverhead: 0, [name]: 'no' });
      assert.match(wrong, `TypeError: ${name} of the transport is "no"; it takes true or false`);
    }
    for (const encapsulationOverhead of [undefined, -1, 0.5, 257, '8']) {
      assert.match(await refusal({ open, encapsulationOverhead }), /RangeError: encapsulationOverhead .* in 0–256$/);
    }
  });
});
