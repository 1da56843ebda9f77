import * as assert from 'uvu/assert';
import type { HeartbeatChunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import {
  HandDriven,
  initAck,
  otherPeerAddress,
  peerAddress,
  peerData,
  type SentPacket,
  typesOf,
} from '../endpoint/hand-driven.ts';

/** With a second address of the peer that has yet to be confirmed; its HEARTBEAT is out. */
function withSecondAddress(options = {}) {
  const driven = new HandDriven(options);
  driven.sent();
  const cookie = Buffer.from('cookie');
  driven.answer(
    initAck({
      parameters: [
        { type: 'State Cookie', cookie },
        { type: 'IPv4 Address', ip: otherPeerAddress.ip },
      ],
    }),
  );
  driven.answer({ type: 'COOKIE ACK' });
  const sent = driven.timeOut();
  driven.events();
  const [, second] = driven.association.paths;
  if (second === undefined) throw new Error('no second path');
  return { driven, sent, second };
}

function heartbeatIn(packets: readonly SentPacket[]): HeartbeatChunk {
  const heartbeat = packets.flatMap(({ chunks }) => chunks).find(({ type }) => type === 'HEARTBEAT');
  if (heartbeat?.type !== 'HEARTBEAT') throw new Error('no HEARTBEAT');
  return heartbeat;
}

describe('HEARTBEAT on an idle path (RFC 9260 §8.3)', (test) => {
  test('goes after HB.interval and one RTO', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 5000 });
    assert.equal(typesOf(driven.timeOut()), ['HEARTBEAT']);
    assert.is(driven.now, 6000);
  });

  test('its answer measures the path, and starts the next period', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 5000, rtoMin: 1 });
    const { heartbeatInfo } = heartbeatIn(driven.timeOut());
    driven.now += 40;
    driven.answer({ type: 'HEARTBEAT ACK', heartbeatInfo });
    const { rtt, rto } = driven.association.primaryPath;
    // INIT ACK came after 0 ms: SRTT 0, RTTVAR 1.
    assert.is(rtt.srtt, 5);
    driven.timeOut();
    assert.is(driven.now, 6040 - (1000 - 4) + 5000 + rto);
  });

  test('an answer to another one is discarded', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 5000 });
    const { heartbeatInfo } = heartbeatIn(driven.timeOut());
    const forged = Uint8Array.from(heartbeatInfo);
    forged[0] = (forged[0] ?? 0) ^ 1;
    for (const info of [forged, heartbeatInfo.subarray(1)])
      driven.answer({ type: 'HEARTBEAT ACK', heartbeatInfo: info });
    assert.ok(driven.association.primaryPath.heartbeat !== undefined);
  });

  test('does not go while data does', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 5000, rtoInitial: 100, rtoMin: 100 });
    driven.now = 3000;
    driven.send('data');
    driven.sent();
    driven.answer({
      type: 'SACK',
      cumulativeTsnAck: 101,
      advertisedReceiverWindowCredit: 1000,
      gapAckBlocks: [],
      duplicateTsns: [],
    });
    assert.equal(typesOf(driven.timeOut()), []);
    assert.is(driven.now, 5100);
    assert.equal(typesOf(driven.timeOut()), ['HEARTBEAT']);
  });

  test('never goes when the interval is 0', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 0 });
    assert.is(driven.endpoint.nextTimeout(), undefined);
  });

  test('goes no more once SHUTDOWN was sent', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 1000 });
    driven.association.shutdown(0);
    driven.sent();
    for (let i = 0; i < 6; i += 1) assert.not.match(typesOf(driven.timeOut()).join(), /HEARTBEAT/);
  });
});

describe('HEARTBEAT without an answer (§8.2, §8.3)', (test) => {
  test('counts after an RTO, which doubles, and goes again after another period', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 5000 });
    driven.timeOut();
    assert.equal(typesOf(driven.timeOut()), []);
    const { errorCount, rto } = driven.association.primaryPath;
    assert.equal([driven.now, errorCount, rto], [7000, 1, 2000]);
    assert.equal(typesOf(driven.timeOut()), ['HEARTBEAT']);
    assert.is(driven.now, 7000 + 5000 + 2000);
  });

  test('makes the path inactive after Path.Max.Retrans, and the user hears of it', () => {
    const driven = HandDriven.in('ESTABLISHED', { pathMaxRetransmissions: 1, heartbeatInterval: 1000 });
    for (let i = 0; i < 4; i += 1) driven.timeOut();
    assert.equal(driven.events(), [{ type: 'path', address: peerAddress, state: 'INACTIVE' }]);
  });

  test('ends the association after Association.Max.Retrans (§8.1)', () => {
    const driven = HandDriven.in('ESTABLISHED', { associationMaxRetransmissions: 1, heartbeatInterval: 1000 });
    for (let i = 0; i < 4; i += 1) driven.timeOut();
    const [event] = driven.events();
    assert.is(event?.type === 'closed' && event.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
    assert.match(event?.type === 'closed' ? (event.error?.message ?? '') : '', /2 times; the limit is 1/);
  });

  test('an answer takes the count back, and makes the path active again', () => {
    const driven = HandDriven.in('ESTABLISHED', { pathMaxRetransmissions: 0, heartbeatInterval: 1000 });
    for (let i = 0; i < 2; i += 1) driven.timeOut();
    driven.events();
    const { heartbeatInfo } = heartbeatIn(driven.timeOut());
    driven.answer({ type: 'HEARTBEAT ACK', heartbeatInfo });
    assert.equal(driven.events(), [{ type: 'path', address: peerAddress, state: 'ACTIVE' }]);
    assert.is(driven.association.primaryPath.errorCount, 0);
  });
});

describe('an address that has yet to be confirmed (§5.4)', (test) => {
  test('gets a HEARTBEAT at once, with a nonce of 64 bits', () => {
    const { sent } = withSecondAddress();
    assert.equal(
      sent.map(({ to }) => to.ip),
      [otherPeerAddress.ip],
    );
    assert.is(heartbeatIn(sent).heartbeatInfo.length, 8);
  });

  test('gets another one every RTO', () => {
    const { driven } = withSecondAddress();
    const times = [1, 2, 3].map(() => [typesOf(driven.timeOut()).join(), driven.now]);
    assert.equal(times, [
      ['HEARTBEAT', 1000],
      ['HEARTBEAT', 3000],
      ['HEARTBEAT', 7000],
    ]);
  });

  test('waits its turn where there are several (HB.Max.Burst, §16)', () => {
    const driven = new HandDriven();
    driven.sent();
    const listed = [2, 3, 4].map((host) => ({ type: 'IPv4 Address', ip: `198.51.100.${host}` }) as const);
    driven.answer(initAck({ parameters: [{ type: 'State Cookie', cookie: Buffer.from('cookie') }, ...listed] }));
    driven.answer({ type: 'COOKIE ACK' });
    const first = driven.timeOut();
    assert.equal([driven.now, first.map(({ to }) => to.ip)], [0, ['198.51.100.2']]);
    const second = driven.timeOut();
    assert.is(driven.now, 1000);
    assert.ok(second.some(({ to }) => to.ip === '198.51.100.3'));
    assert.not.ok(second.some(({ to }) => to.ip === '198.51.100.4'));
  });

  test('becomes active with the answer', () => {
    const { driven, sent, second } = withSecondAddress();
    const { heartbeatInfo } = heartbeatIn(sent);
    driven.answerWith({ from: otherPeerAddress }, { type: 'HEARTBEAT ACK', heartbeatInfo });
    assert.is(second.state, 'ACTIVE');
    assert.equal(driven.events(), [{ type: 'path', address: second.address, state: 'ACTIVE' }]);
  });

  test('does not count towards the end of the association', () => {
    const { driven, second } = withSecondAddress({ associationMaxRetransmissions: 0, pathMaxRetransmissions: 2 });
    for (let i = 0; i < 3; i += 1) driven.timeOut();
    assert.equal([driven.association.state, second.state], ['ESTABLISHED', 'INACTIVE']);
  });

  test('gets no SACK for data that comes from there', () => {
    const { driven } = withSecondAddress();
    const packets = driven.answerWith({ from: otherPeerAddress }, peerData());
    assert.equal(
      packets.map(({ to }) => to.ip),
      [peerAddress.ip],
    );
  });

  test('gets no SACK along with an answer to its HEARTBEAT', () => {
    const { driven } = withSecondAddress();
    const heartbeat = { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') } as const;
    const packets = driven.answerWith({ from: otherPeerAddress }, peerData(), heartbeat);
    assert.equal(
      packets.map(({ to, chunks }) => [to.ip, chunks.map(({ type }) => type)]),
      [
        [otherPeerAddress.ip, ['HEARTBEAT ACK']],
        [peerAddress.ip, ['SACK']],
      ],
    );
  });

  test('gets no ERROR', () => {
    const { driven } = withSecondAddress();
    const unknown = { type: 'unknown', chunkType: 0xff, flags: 0, value: new Uint8Array(4) } as const;
    assert.equal(
      driven.answerWith({ from: otherPeerAddress }, unknown).map(({ to }) => to.ip),
      [peerAddress.ip],
    );
  });
});

describe('HEARTBEAT from the peer (§8.3)', (test) => {
  test('is answered with what it holds, to where it came from', () => {
    const { driven } = withSecondAddress();
    const heartbeatInfo = Uint8Array.from([1, 2, 3, 4, 5]);
    const [packet] = driven.answerWith({ from: otherPeerAddress }, { type: 'HEARTBEAT', heartbeatInfo });
    assert.equal([packet?.to.ip, packet?.chunks], [otherPeerAddress.ip, [{ type: 'HEARTBEAT ACK', heartbeatInfo }]]);
  });

  test('is answered with all its parameters, unchanged', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const heartbeatInfo = Buffer.from('abcd');
    const otherParameters = Buffer.from('800100083132333480020004', 'hex');
    const [packet] = driven.answer({ type: 'HEARTBEAT', heartbeatInfo, otherParameters });
    const [ack] = packet?.chunks ?? [];
    assert.ok(ack?.type === 'HEARTBEAT ACK');
    assert.equal(
      [Buffer.from(ack.heartbeatInfo), Buffer.from(ack.otherParameters ?? [])],
      [heartbeatInfo, otherParameters],
    );
  });

  test('is answered even when it is larger than a packet of the path', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const [packet] = driven.answer({ type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(3000) });
    assert.equal(packet?.chunks, [{ type: 'HEARTBEAT ACK', heartbeatInfo: new Uint8Array(3000) }]);
  });
});
