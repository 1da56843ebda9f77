import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { type Chunk, encodePacket, type Parameter } from '../../lib/src/codec/index.ts';
import type { EndpointOptions } from '../../lib/src/core.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { chunk as anyChunk, parameter as anyParameter } from '../properties/codec/arbitraries.ts';
import { afterCookieWait } from '../unit/association/state-table.ts';
import { HandDriven, localPort, peerAddress, typesOf } from '../unit/endpoint/hand-driven.ts';
import { init, Listening } from '../unit/endpoint/listening.ts';

/**
 * The bounds: a packet from one whom we do not know is answered with one packet at most, to where it came from, of four
 * bytes for each byte that came, and what our own addresses take in INIT ACK; one of an association with one packet of
 * control chunks, of three bytes for each.
 */
const factor = { unknown: 4, association: 3 };
const bytesOfAddress = 20;

const stranger = address('203.0.113.5');

function answersTo(chunks: readonly Chunk[], tag: number, change: Partial<EndpointOptions> = {}) {
  const { endpoint } = new Listening({ outOfTheBlue: 'abort' }, change);
  const header = { sourcePort: 7, destinationPort: localPort, verificationTag: tag };
  const packet = encodePacket({ ...header, chunks });
  endpoint.receive(packet, stranger, undefined, 0);
  const answers: { readonly length: number; readonly ip: string }[] = [];
  for (let next = endpoint.nextTransmit(0); next !== undefined; next = endpoint.nextTransmit(0)) {
    answers.push({ length: next.packet.length, ip: next.to.ip });
  }
  return { length: packet.length, answers, endpoint };
}

function checkBound(chunks: readonly Chunk[], tag: number, advertisedAddresses: readonly string[] = []): void {
  const { length, answers, endpoint } = answersTo(chunks, tag, { advertisedAddresses });
  assert.ok(answers.length <= 1, `${answers.length} packets`);
  const [answer] = answers;
  const bound = factor.unknown * length + bytesOfAddress * advertisedAddresses.length;
  assert.ok((answer?.length ?? 0) <= bound, `${answer?.length} bytes for ${length}`);
  assert.is(answer?.ip ?? stranger.ip, stranger.ip);
  assert.is(endpoint.associationCount, 0);
}

describe('what a packet of an unknown sender makes us send (RFC 5062 §8, §9; RFC 9260 §12.4)', (test) => {
  test('is bounded for the smallest INIT there is', () => {
    checkBound([init()], 0);
    checkBound([init()], 0, ['192.0.2.1', '198.51.100.1', '2001:db8::1']);
  });

  test('is bounded for INITs of any parameters, those that ask to be reported among them', () => {
    const parameters = fc.array(anyParameter, { maxLength: 20 });
    fc.assert(
      fc.property(parameters, (list) => checkBound([init({ parameters: list })], 0)),
      { numRuns: 500 },
    );
  });

  test('is bounded for INITs full of empty parameters that ask to be reported', () => {
    const parameter: Parameter = { type: 'unknown', parameterType: 0xc123, value: new Uint8Array(0) };
    for (const count of [1, 10, 300, 15_000]) checkBound([init({ parameters: Array(count).fill(parameter) })], 0);
  });

  test('is bounded for any chunks with any tag', () => {
    fc.assert(
      fc.property(
        fc.array(anyChunk, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(0, 1, 0xffffffff),
        (chunks, tag) => checkBound(chunks, tag),
      ),
      { numRuns: 1000 },
    );
  });
});

/** Packets that ask for many answers at once. */
const greedy: Readonly<Record<string, readonly Chunk[]>> = {
  HEARTBEATs: Array(2000).fill({ type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(20) }),
  'empty HEARTBEATs': Array(8000).fill({ type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(0) }),
  'a HEARTBEAT of 60,000 bytes': [{ type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(60_000) }],
  'unknown chunks': Array(15_000).fill({ type: 'unknown', chunkType: 0xff, flags: 0, value: new Uint8Array(0) }),
  'DATA on streams that there are not': Array.from({ length: 2000 }, (_, i) =>
    dataChunk({ tsn: 5000 + i, streamId: 60_000 }),
  ),
  'FORWARD-TSNs that were not agreed on': Array(3000).fill({ type: 'FORWARD-TSN', newCumulativeTsn: 1, skipped: [] }),
  'ASCONFs that were not agreed on': Array(3000).fill({ type: 'ASCONF', sequenceNumber: 1, parameters: [] }),
  SHUTDOWNs: Array(6000).fill({ type: 'SHUTDOWN', cumulativeTsnAck: 100 }),
  'SHUTDOWN ACKs': Array(6000).fill({ type: 'SHUTDOWN ACK' }),
  'all of them': [
    { type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(1200) },
    ...Array(2000).fill({ type: 'unknown', chunkType: 0xff, flags: 0, value: new Uint8Array(4) }),
    dataChunk({ tsn: 5000, streamId: 60_000 }),
    { type: 'SHUTDOWN', cumulativeTsnAck: 100 },
  ],
};

describe('what a packet of an association makes us send (RFC 5062 §8, §10; RFC 9260 §12.4)', (test) => {
  for (const [name, chunks] of Object.entries(greedy)) {
    test(`is one packet of control chunks at most, and bounded, in any state: ${name}`, () => {
      for (const state of afterCookieWait) {
        const driven = HandDriven.in(state);
        const header = { sourcePort: 2000, destinationPort: localPort, verificationTag: 100 };
        const packet = encodePacket({ ...header, chunks });
        const control = driven
          .answerBytes(packet, peerAddress)
          .filter((answer) => answer.chunks.some(({ type }) => type !== 'DATA' && type !== 'SACK'));
        assert.ok(control.length <= 1, `${state}: ${typesOf(control).map((types) => types.slice(0, 60))}`);
        const length = control.reduce((sum, answer) => sum + encodePacket(answer).length, 0);
        assert.ok(length <= factor.association * packet.length, `${state}: ${length} bytes for ${packet.length}`);
      }
    });
  }
});
