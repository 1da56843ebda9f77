import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import type { Transmit } from '../../../lib/src/association/output.ts';
import { decodePacket, encodePacket } from '../../../lib/src/codec/packet.ts';
import { describe } from '../../helpers/describe.ts';
import {
  HandDriven,
  initAck,
  localPort,
  otherPeerAddress,
  peerAddress,
  peerData,
  peerPort,
  peerTag,
  typesOf,
} from '../endpoint/hand-driven.ts';

const fullPacket = 1480;
const fullUserData = fullPacket - 12 - 16;

/** Lets the path's MTU be 1,220, by ICMP about a full packet. */
function narrow(driven: HandDriven): void {
  const bytes = encodePacket({
    sourcePort: localPort,
    destinationPort: peerPort,
    verificationTag: peerTag,
    chunks: [],
  });
  const quoted = { source: address('192.0.2.1'), destination: peerAddress, length: 1500, bytes };
  driven.endpoint.receiveIcmp({ type: 'PACKET-TOO-BIG', nextHopMtu: 1400, quoted }, driven.now);
}

function transmits({ endpoint, now }: HandDriven): Transmit[] {
  const all: Transmit[] = [];
  for (let next = endpoint.nextTransmit(now); next !== undefined; next = endpoint.nextTransmit(now)) all.push(next);
  return all;
}

const shapeOf = ({ packet, fragmentMtu }: Transmit) => [packet.length, fragmentMtu];

describe('bundling (RFC 9260 §6.10)', (test) => {
  test('control chunks come first, then SACK, then DATA by TSN', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.send('first');
    driven.send('second');
    const packets = driven.answer({ type: 'HEARTBEAT', heartbeatInfo: Buffer.from('there?') }, peerData());
    assert.equal(typesOf(packets), ['HEARTBEAT ACK, SACK, DATA, DATA']);
    const tsns = packets.flatMap(({ chunks }) => chunks.flatMap((chunk) => (chunk.type === 'DATA' ? [chunk.tsn] : [])));
    assert.equal(tsns, [101, 102]);
  });

  test('INIT and SHUTDOWN COMPLETE are alone in their packets', () => {
    assert.equal(typesOf(new HandDriven().sent()), ['INIT']);
    const driven = HandDriven.in('SHUTDOWN-SENT');
    assert.equal(typesOf(driven.answer({ type: 'SHUTDOWN ACK' })), ['SHUTDOWN COMPLETE']);
  });

  test('a packet is no larger than the path takes, and holds whole chunks only', () => {
    const driven = HandDriven.in('ESTABLISHED', { maxBurst: 20 });
    for (let i = 0; i < 20; i += 1) driven.send('x'.repeat(333));
    const packets = transmits(driven);
    assert.ok(packets.length > 1);
    assert.ok(packets.every(({ packet, fragmentMtu }) => packet.length <= fullPacket && fragmentMtu === undefined));
    assert.ok(packets.every(({ packet }) => decodePacket(packet).chunks.length > 0));
  });

  test('a packet to another address is no larger than the primary path takes', () => {
    const driven = new HandDriven({ heartbeatInterval: 0 }, [peerAddress, otherPeerAddress]);
    driven.answer(
      initAck({ parameters: [...initAck().parameters, { type: 'IPv4 Address', ip: otherPeerAddress.ip }] }),
    );
    driven.answer({ type: 'COOKIE ACK' });
    driven.sent();
    narrow(driven);
    const { primaryPath, paths } = driven.association;
    const [, other] = paths;
    other?.reachability.answered();
    for (let i = 0; i < 8; i += 1) driven.send('x'.repeat(400));
    driven.sent();
    driven.now = primaryPath.t3Rtx.deadline ?? Number.NaN;
    driven.endpoint.handleTimeout(driven.now);
    const toOther = transmits(driven).filter(({ to }) => to.ip === otherPeerAddress.ip);
    assert.equal([primaryPath.pmtu, other?.pmtu], [1220, 1500]);
    assert.ok(toOther.length > 0, 'what timed out goes to the other address');
    assert.ok(toOther.every(({ packet }) => packet.length <= primaryPath.maxPacketSize));
  });
});

describe('a path that takes less than before (RFC 9260 §6.9)', (test) => {
  test('gets what was a chunk already in IP fragments, alone, and what was not in smaller chunks', () => {
    const driven = HandDriven.in('ESTABLISHED', { noDelay: true });
    driven.send('x'.repeat(4 * fullUserData));
    assert.equal(transmits(driven).map(shapeOf), Array(3).fill([fullPacket, undefined]));
    narrow(driven);
    assert.equal(transmits(driven).map(shapeOf), Array(3).fill([fullPacket, 1220]));
    const fields = {
      cumulativeTsnAck: 103,
      advertisedReceiverWindowCredit: 100_000,
      gapAckBlocks: [],
      duplicateTsns: [],
    };
    driven.endpoint.receive(
      encodePacket({
        sourcePort: peerPort,
        destinationPort: localPort,
        verificationTag: 100,
        chunks: [{ type: 'SACK', ...fields }],
      }),
      peerAddress,
      undefined,
      driven.now,
    );
    assert.equal(transmits(driven).map(shapeOf), [
      [1200, undefined],
      [fullPacket - 1200 + 28, undefined],
    ]);
  });

  test('gets the SACK in a packet of its own then', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.send('x'.repeat(fullUserData));
    driven.sent();
    driven.answer(peerData());
    narrow(driven);
    assert.equal(
      transmits(driven).map(({ packet }) => decodePacket(packet).chunks.map(({ type }) => type)),
      [['DATA']],
    );
  });

  test('lets a COOKIE ECHO that is larger be fragmented', () => {
    const driven = new HandDriven();
    driven.sent();
    const cookie = Buffer.alloc(2000);
    driven.endpoint.receive(
      encodePacket({
        sourcePort: peerPort,
        destinationPort: localPort,
        verificationTag: 100,
        chunks: [initAck({ parameters: [{ type: 'State Cookie', cookie }] })],
      }),
      peerAddress,
      undefined,
      0,
    );
    assert.equal(transmits(driven).map(shapeOf), [[2016, 1500]]);
  });
});
