import fc from 'fast-check';
import { type Chunk, ChunkReader, chunkTypes, encodeChunk, type Parameter } from 'usctp/codec';

/** The TSNs of one direction, as far as they were seen: of its first DATA, and the highest. */
export interface SeenTsns {
  readonly first: number;
  readonly highest: number;
}

/** A chunk whose numbers are near those of the session, so that the receiver does not just drop it. */
export type Insertion =
  | {
      readonly kind: 'FORWARD-TSN';
      /** From the highest TSN that was seen. */
      readonly ahead: number;
      readonly skipped: readonly { readonly streamId: number; readonly ssn: number }[];
    }
  | {
      readonly kind: 'RE-CONFIG';
      readonly requests: readonly ReconfigurationPlan[];
    };

/** A request, or its answer, whose number is so many after the first one. */
interface ReconfigurationPlan {
  readonly type: 'reset outgoing' | 'reset incoming' | 'add outgoing' | 'add incoming' | 'reset all' | 'answer';
  readonly number: number;
  /** Last TSN that was assigned, from the highest that was seen. */
  readonly ahead: number;
  readonly streamIds: readonly number[];
  readonly count: number;
}

const streamId = fc.nat({ max: 5 });
const ahead = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -100, max: 3000 }));

export const insertion: fc.Arbitrary<Insertion> = fc.oneof(
  fc.record({
    kind: fc.constant('FORWARD-TSN' as const),
    ahead,
    skipped: fc.array(fc.record({ streamId, ssn: fc.nat({ max: 20 }) }), { maxLength: 6 }),
  }),
  fc.record({
    kind: fc.constant('RE-CONFIG' as const),
    requests: fc.array(
      fc.record({
        type: fc.constantFrom(
          'reset outgoing',
          'reset incoming',
          'add outgoing',
          'add incoming',
          'reset all',
          'answer',
        ),
        number: fc.integer({ min: -1, max: 3 }),
        ahead,
        streamIds: fc.array(streamId, { maxLength: 4 }),
        count: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 65_535 })),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);

/** The bytes of the chunk to insert; both sides number their requests from their first TSN on (RFC 6525 §4). */
export function insertedChunk(plan: Insertion, seen: SeenTsns, opposite: SeenTsns): Uint8Array {
  return encodeChunk(plan.kind === 'FORWARD-TSN' ? forwardTsn(plan, seen) : reConfig(plan.requests, seen, opposite));
}

/** What was seen of a direction, after this packet. */
export function seenAfter(seen: SeenTsns | undefined, packet: Uint8Array): SeenTsns | undefined {
  let now = seen;
  for (const reader = new ChunkReader(packet); reader.hasNext(); ) {
    const type = reader.peekType();
    const chunk = reader.nextBytes();
    if (type !== chunkTypes.DATA) continue;
    const tsn = Buffer.from(chunk).readUInt32BE(4);
    const isNew = now === undefined || ((tsn - now.highest) | 0) > 0;
    now = { first: now?.first ?? tsn, highest: isNew ? tsn : (now?.highest ?? tsn) };
  }
  return now;
}

function forwardTsn(plan: Extract<Insertion, { kind: 'FORWARD-TSN' }>, { highest }: SeenTsns): Chunk {
  return { type: 'FORWARD-TSN', newCumulativeTsn: (highest + plan.ahead) >>> 0, skipped: plan.skipped };
}

function reConfig(requests: readonly ReconfigurationPlan[], seen: SeenTsns, opposite: SeenTsns): Chunk {
  return { type: 'RE-CONFIG', parameters: requests.map((request) => parameterOf(request, seen, opposite)) };
}

function parameterOf(plan: ReconfigurationPlan, seen: SeenTsns, opposite: SeenTsns): Parameter {
  const { streamIds, count: newStreams } = plan;
  const requestSequenceNumber = (seen.first + plan.number) >>> 0;
  const responseSequenceNumber = (opposite.first + plan.number) >>> 0;
  const lastAssignedTsn = (seen.highest + plan.ahead) >>> 0;
  switch (plan.type) {
    case 'reset outgoing':
      return {
        type: 'Outgoing SSN Reset Request',
        ...{ requestSequenceNumber, responseSequenceNumber, lastAssignedTsn, streamIds },
      };
    case 'reset incoming':
      return { type: 'Incoming SSN Reset Request', requestSequenceNumber, streamIds };
    case 'add outgoing':
      return { type: 'Add Outgoing Streams Request', requestSequenceNumber, newStreams };
    case 'add incoming':
      return { type: 'Add Incoming Streams Request', requestSequenceNumber, newStreams };
    case 'reset all':
      return { type: 'SSN/TSN Reset Request', requestSequenceNumber };
    case 'answer':
      return {
        type: 'Re-configuration Response',
        responseSequenceNumber,
        result: newStreams % 8,
        sendersNextTsn: undefined,
        receiversNextTsn: undefined,
      };
  }
}
