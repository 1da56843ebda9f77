import { type Chunk, chunkName, chunkTypeNumber, chunkTypes, encodePacket, parameterTypeNumber } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { causeExamples } from '../unit/codec/cause-examples.ts';
import { parameterExamples } from '../unit/codec/parameter-examples.ts';
import { chunkExamples } from './chunk-examples.ts';
import { canRunTshark, type PacketFields, readWithTshark } from './tshark.ts';

const fields = [
  'sctp.chunk_type',
  'sctp.parameter_type',
  'sctp.cause_code',
  'sctp.checksum.status',
  '_ws.malformed',
  '_ws.expert.message',
];

if (canRunTshark()) {
  describe('tshark reads what we write', (test) => {
    test('every chunk type', () => {
      assert.equal(
        chunkExamples.map(({ type }) => type).sort(),
        [...Object.keys(chunkTypes), 'unknown'].sort(),
        'an example of each',
      );
      for (const [index, packet] of read(chunkExamples).entries()) {
        const chunk = chunkExamples[index];
        assert.ok(chunk);
        assert.equal(packet.get('sctp.chunk_type'), [String(chunkTypeNumber(chunk))]);
        assertSound(packet, chunkName(chunkTypeNumber(chunk)));
      }
    });

    test('every parameter', () => {
      const chunks = parameterExamples.map(([, parameter]): Chunk => ({ type: 'RE-CONFIG', parameters: [parameter] }));
      for (const [index, packet] of read(chunks).entries()) {
        const [hex = '', parameter] = parameterExamples[index] ?? [];
        assert.ok(parameter);
        assert.is(Number(packet.get('sctp.parameter_type')?.[0]), parameterTypeNumber(parameter));
        assertSound(packet, `${parameter.type}: ${hex}`);
      }
    });

    test('every error cause', () => {
      const chunks = causeExamples.map(([, cause]): Chunk => ({ type: 'ERROR', causes: [cause] }));
      for (const [index, packet] of read(chunks).entries()) {
        const [hex = '', cause] = causeExamples[index] ?? [];
        assert.is(packet.get('sctp.cause_code')?.[0], `0x${hex.slice(0, 4)}`);
        assertSound(packet, `${cause?.type}: ${hex}`);
      }
    });

    test('all chunks that go together in one packet', () => {
      const alone = ['INIT', 'INIT ACK', 'SHUTDOWN COMPLETE', 'unknown'];
      const chunks = chunkExamples.filter(({ type }) => !alone.includes(type));
      const [packet] = readWithTshark([packetOf(...chunks)], fields);
      assert.ok(packet);
      assert.equal(packet.get('sctp.chunk_type'), chunks.map(chunkTypeNumber).map(String));
      assertSound(packet, 'bundle');
    });
  });
}

function read(chunks: readonly Chunk[]): readonly PacketFields[] {
  const packets = readWithTshark(
    chunks.map((chunk) => packetOf(chunk)),
    fields,
  );
  assert.is(packets.length, chunks.length);
  return packets;
}

function packetOf(...chunks: readonly Chunk[]): Uint8Array {
  return encodePacket({ sourcePort: 40001, destinationPort: 40002, verificationTag: 0x1a2b3c4d, chunks });
}

/** That tshark finds the checksum right and nothing to complain about. */
function assertSound(packet: PacketFields, what: string): void {
  assert.equal(packet.get('sctp.checksum.status'), ['1'], `checksum of ${what}`);
  assert.equal(packet.get('_ws.malformed'), [], what);
  assert.equal(packet.get('_ws.expert.message'), [], what);
}
