import { creditControl, encodeMessage, resultCode } from '@usctp/diameter';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { codeOf } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** One message of a peer that means no good: what it begins as, and what is done to its bytes. */
const message = fc.record({
  kind: fc.constantFrom('cer', 'dwr', 'dpr', 'ccr', 'cca', 'elsewhere'),
  flips: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }),
  length: fc.option(fc.nat(300), { nil: undefined }),
});

type HostileMessage = typeof message extends fc.Arbitrary<infer Value> ? Value : never;

const attack = fc.record({ hasCapabilities: fc.boolean(), messages: fc.array(message, { maxLength: 12 }) });

function bytesOf(peer: FakePeer, { kind, flips, length }: HostileMessage): Uint8Array {
  const messages = {
    cer: () => peer.cer(),
    dwr: () => peer.dwr(),
    dpr: () => peer.dpr(),
    ccr: () => peer.ccr(),
    cca: () => ({ ...peer.ccr(), isRequest: false }),
    elsewhere: () => peer.ccr({ 'Destination-Realm': 'else.where', 'Route-Record': ['other.example'] }),
  } as const;
  const bytes = encodeMessage(messages[kind]());
  for (const [offset, value] of flips) bytes[offset % bytes.length] = value;
  // Of an SCTP message there is one byte at least.
  return bytes.subarray(0, Math.max(length ?? bytes.length, 1));
}

describe('a peer that sends anything', (test) => {
  test('throws nothing, and keeps no other peer from its answers', async () => {
    await fc.assert(
      fc.asyncProperty(attack, async ({ hasCapabilities, messages }) => {
        const nodes = new VirtualNodes();
        const at = nodes.host('192.0.2.1');
        const node = nodes.node('server.example', {
          relay: true,
          listen: [nodes.listener(at)],
          acceptUnknownPeers: true,
        });
        node.handle(creditControl, () => ({ 'Result-Code': resultCode.success }));
        await node.start();
        const good = new FakePeer(nodes, 'good.example');
        await good.open(nodes.host('192.0.2.8'), at);
        const hostile = new FakePeer(nodes, 'hostile.example');
        const from = nodes.host('192.0.2.9');
        if (hasCapabilities) await hostile.open(from, at);
        else await hostile.call(from, at);
        for (const one of messages) hostile.send(bytesOf(hostile, one));
        await nodes.run(200);
        assert.is(codeOf(await good.exchange(good.ccr())), resultCode.success);
      }),
      { numRuns: 150 },
    );
  });
});
