import * as assert from 'uvu/assert';
import type { Parameter } from '../../../lib/src/codec/parameter.ts';
import type { Endpoint } from '../../../lib/src/endpoint/endpoint.ts';
import { describe } from '../../helpers/describe.ts';
import {
  drain,
  HandDriven,
  initAck,
  localAddress,
  otherPeerAddress,
  peerAddress,
  type SentPacket,
} from './hand-driven.ts';
import { init, Listening } from './listening.ts';

const ofFamily6 = '2001:db8::2';
const listed: readonly Parameter[] = [
  { type: 'IPv4 Address', ip: otherPeerAddress.ip },
  { type: 'IPv6 Address', ip: ofFamily6 },
];
const told = { advertisedAddresses: [localAddress.ip, '203.0.113.1'] };

/** Where HEARTBEATs go, and which address of ours they leave from. */
function heartbeats(packets: readonly SentPacket[]): (string | undefined)[][] {
  const sent = packets.filter(({ chunks }) => chunks.some(({ type }) => type === 'HEARTBEAT'));
  return sent.map(({ to, from }) => [to.ip, from?.ip]);
}

/** What goes out in the first two seconds. */
function inTheFirstSeconds(endpoint: Endpoint): SentPacket[] {
  const packets: SentPacket[] = [];
  for (let now = endpoint.nextTimeout() ?? 2000; now < 2000; now = endpoint.nextTimeout() ?? 2000) {
    endpoint.handleTimeout(now);
    packets.push(...drain(endpoint, now));
  }
  return packets;
}

function called(change: typeof told | undefined): { driven: HandDriven; packets: SentPacket[] } {
  const driven = new HandDriven({}, [peerAddress], change);
  driven.sent();
  const [cookie] = initAck().parameters;
  if (cookie !== undefined) driven.answer(initAck({ parameters: [cookie, ...listed] }));
  return { driven, packets: [...driven.answer({ type: 'COOKIE ACK' }), ...inTheFirstSeconds(driven.endpoint)] };
}

const own = localAddress.ip;

describe('an endpoint of which the peer knows one address (RFC 9260 §5.1.2, §8.4)', (test) => {
  test('probes all addresses of a peer that it has called from that one, and none of another family', () => {
    const { driven, packets } = called(undefined);
    assert.equal(heartbeats(packets)[0], [otherPeerAddress.ip, own]);
    const froms = new Set(heartbeats(packets).map(([, from]) => from));
    assert.equal([...froms], [own]);
    assert.is(driven.association.status.paths.length, 2);
  });

  test('probes all addresses of a peer that has called it from that one', () => {
    const listening = new Listening();
    const { association, sent } = listening.accept({ parameters: listed });
    assert.equal(heartbeats([...sent, ...inTheFirstSeconds(listening.endpoint)])[0], [otherPeerAddress.ip, own]);
    assert.is(association.status.paths.length, 2);
  });

  test('does so once the peer has restarted, too', () => {
    const listening = new Listening();
    listening.accept({ parameters: listed });
    const { cookieEcho, tag } = listening.call({ initiateTag: 9, parameters: listed });
    const packets = [...listening.receive({ tag }, cookieEcho), ...inTheFirstSeconds(listening.endpoint)];
    assert.equal(heartbeats(packets)[0], [otherPeerAddress.ip, own]);
  });

  test('takes a restart for one from known addresses though it lists some of another family', () => {
    const listening = new Listening();
    listening.accept({ parameters: listed });
    const types = listening
      .receive({}, init({ initiateTag: 9, parameters: listed }))
      .map(({ chunks }) => chunks[0]?.type);
    assert.equal(types, ['INIT ACK']);
  });
});

describe('an endpoint that tells its addresses', (test) => {
  test('leaves the address that packets leave from to the host, and uses each family', () => {
    const { driven, packets } = called(told);
    assert.equal(new Set(heartbeats(packets).map(([to]) => to)), new Set([otherPeerAddress.ip, ofFamily6]));
    assert.equal(heartbeats(packets)[0], [otherPeerAddress.ip, undefined]);
    assert.is(driven.association.status.paths.length, 3);
  });
});
