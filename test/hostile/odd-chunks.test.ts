import * as assert from 'uvu/assert';
import { encodePacket, writeChecksum } from '../../lib/src/codec/index.ts';
import { describe } from '../helpers/describe.ts';
import { openStates } from '../unit/association/state-table.ts';
import { HandDriven, localPort, peerData, peerPort, peerTsn, typesOf } from '../unit/endpoint/hand-driven.ts';

/** A packet of the peer whose chunks are these bytes. */
function packetOf(hex: string): Uint8Array {
  const header = encodePacket({ sourcePort: peerPort, destinationPort: localPort, verificationTag: 100, chunks: [] });
  const packet = Buffer.concat([header, Buffer.from(hex.replaceAll(' ', ''), 'hex')]);
  writeChecksum(packet);
  return packet;
}

/** Chunks in hexadecimal that have no length, or another than they can have, by what is wrong with them. */
const malformed: Readonly<Record<string, string>> = {
  'a chunk of length 0': '00000000',
  'a chunk of length 3': '00000003',
  'a chunk that is longer than its packet': '0003ffff 00001388 00000000 00000000',
  'DATA without its header': '00030008 00001388',
  'SACK with more blocks than it holds': '03000010 00000064 0000ffff ffff0000',
  'SACK with more duplicates than it holds': '03000010 00000064 0000ffff 0000ffff',
  'HEARTBEAT with a parameter of length 0': '04000008 00010000',
  'HEARTBEAT without a parameter': '04000004',
  'ERROR with a cause of length 0': '09000008 00010000',
  'ERROR with a cause that is longer than it': '09000008 0001ffff',
  'ABORT with a cause of length 0': '06000008 00000000',
  'INIT with a parameter of length 0': '01000018 00000001 00010000 00010001 00000001 00050000',
  'INIT ACK with a parameter of length 0': '02000018 00000001 00010000 00010001 00000001 00070000',
  'SHUTDOWN without a TSN': '07000004',
  'FORWARD-TSN without a TSN': 'c0000004',
  'ASCONF without a number': 'c1000004',
  'RE-CONFIG with a parameter of length 0': '82000008 000d0000',
  'bytes that are no chunk': '00',
};

describe('chunks and parameters of impossible lengths (RFC 9260 §3.2)', (test) => {
  for (const [what, hex] of Object.entries(malformed)) {
    test(`${what}: is counted, not answered, and changes nothing in any state`, () => {
      for (const state of openStates) {
        const driven = HandDriven.in(state);
        assert.equal(driven.answerBytes(packetOf(hex)), [], state);
        const { decodeErrors, tagErrors, outOfBlues } = driven.endpoint.statistics();
        assert.is(decodeErrors + tagErrors + outOfBlues, 1, state);
        assert.is(driven.association.state, state);
      }
    });
  }
});

describe('parameters in parameters', (test) => {
  test('as deep as a packet holds take no deeper a stack', () => {
    const driven = HandDriven.in('ESTABLISHED');
    // ASCONF-ACK with an Error Cause Indication in an Error Cause Indication and so on.
    const depth = 8000;
    const length = (level: number) => (8 * (depth - level)).toString(16).padStart(4, '0');
    const nested = Array.from({ length: depth }, (_, level) => `c003${length(level)}00000000`).join('');
    driven.answerBytes(packetOf(`8000${(8 + 8 * depth).toString(16).padStart(4, '0')}00000001${nested}`));
    assert.is(driven.association.state, 'ESTABLISHED');
  });
});

describe('chunks of extensions that were not agreed on (RFC 9260 §3.2)', (test) => {
  const ofExtensions: Readonly<Record<string, string>> = {
    // To a TSN far ahead, for all streams.
    'FORWARD-TSN': 'c000000c 7fffffff 0000ffff',
    'I-FORWARD-TSN': 'c2000010 7fffffff 00000000 ffffffff',
    // Deletes the peer's own address, and adds another.
    ASCONF: 'c1000020 00000001 00050008 c6336401 c0020010 00000001 00050008 c6336401'.slice(0, -9),
    'ASCONF-ACK': '80000008 00000001',
    AUTH: '0f00000c 00000001 00000000',
    'I-DATA': '40030015 00001388 00000000 00000000 00000000 61000000',
    'RE-CONFIG that resets all streams': '82000014 000d0010 00000001 00000000 7fffffff',
  };
  for (const [what, hex] of Object.entries(ofExtensions)) {
    test(`${what} changes no TSN, stream or address`, () => {
      const driven = HandDriven.in('ESTABLISHED');
      const answers = driven.answerBytes(packetOf(hex));
      assert.ok(typesOf(answers).every((types) => types === 'ERROR'));
      assert.is(driven.association.paths.length, 1);
      const [sack] = driven.answer(peerData({ tsn: peerTsn, ssn: 0 }));
      const [chunk] = sack?.chunks ?? [];
      assert.is(chunk?.type === 'SACK' && chunk.cumulativeTsnAck, peerTsn);
      assert.is(driven.association.read(0)?.data.toString(), 'hello');
    });
  }
});
