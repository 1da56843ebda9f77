import fc from 'fast-check';
import { encodeChunk } from 'usctp/codec';
import { chunk } from '../properties/codec/arbitraries.ts';
import { insertion } from './insertion.ts';
import type { Mutation } from './mutation.ts';

/**
 * One who is blind sees no packet but may record and send again; one who is on the path sees, changes and takes away
 * every packet.
 */
export type AttackerKind = 'blind' | 'on the path';

/** What is done when a packet of the session passes. */
export interface Attack {
  /** Number of the packet in the session at which it happens. */
  readonly packet: number;
  /** The packet that is taken: so many before this one. */
  readonly back: number;
  readonly mutations: readonly Mutation[];
  /** Where the packet seems to come from. */
  readonly source: 'its own' | 'another address' | 'the honest host' | 'its destination';
  /** Whether the packet at hand is taken away. */
  readonly isInstead: boolean;
  /** When it arrives after the packet at hand, in ms. */
  readonly delay: number;
}

const number32 = fc.oneof(
  fc.constantFrom(0, 1, 2, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
  fc.nat({ max: 0xffffffff }),
);
/** What is added to a number that is there. */
const step = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2048, 65_535, 0x7fffffff, 0x80000000));
const index = fc.nat({ max: 7 });

function kind<const Kind extends Mutation['kind'], Fields>(
  name: Kind,
  fields: { readonly [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
) {
  return fc.record(fields).map((values) => ({ kind: name, ...values }));
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const encodedChunk = chunk.map((decoded) => hexOf(encodeChunk(decoded)));
const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength }).map(hexOf);
const lengths = fc.oneof(fc.constantFrom(0, 1, 3, 4, 5, 8, 15, 16, 17, 0xfffc, 0xffff), fc.nat({ max: 200 }));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  kind('change bits', { at: fc.nat({ max: 3000 }), mask: fc.integer({ min: 1, max: 255 }) }),
  kind('set word', { chunk: index, word: fc.nat({ max: 12 }), value: number32 }),
  kind('step word', { chunk: index, word: fc.nat({ max: 12 }), by: step }),
  kind('step half word', { chunk: index, halfWord: fc.nat({ max: 24 }), by: step }),
  kind('set flags', { chunk: index, flags: fc.nat({ max: 255 }) }),
  kind('set type', { chunk: index, type: fc.oneof(fc.nat({ max: 15 }), fc.nat({ max: 255 })) }),
  kind('set length', { chunk: index, length: lengths }),
  kind('remove chunk', { chunk: index }),
  kind('repeat chunk', { chunk: index, times: fc.constantFrom(1, 2, 40, 300) }),
  kind('reverse chunks', {}),
  kind('insert chunk', { chunk: index, hex: encodedChunk }),
  kind('insert near', { chunk: index, plan: insertion }),
  kind('insert near', { chunk: index, plan: insertion }),
  kind('insert into chunk', { chunk: index, at: fc.nat({ max: 80 }), hex: bytes(32) }),
  kind('splice', { back: fc.nat({ max: 30 }), chunk: index }),
  kind('cut', { length: fc.nat({ max: 1500 }) }),
  kind('append', { hex: bytes(40) }),
);

const tagOf = fc.constantFrom('the packet at hand', 'its opposite', 'zero', 'a guess');
const tagMutation: fc.Arbitrary<Mutation> = kind('set tag', { to: tagOf, guess: number32 });

/** What an attacker of the kind may do. */
export function attackBy(attacker: AttackerKind): fc.Arbitrary<Attack> {
  return attacker === 'blind' ? fc.oneof(replay, guess) : onPath;
}

const common = {
  packet: fc.oneof(fc.nat({ max: 10 }), fc.nat({ max: 100 })),
  delay: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 20 }), fc.nat({ max: 5000 })),
};

const onPath: fc.Arbitrary<Attack> = fc.record({
  ...common,
  back: fc.oneof(fc.constant(0), fc.constant(0), fc.nat({ max: 60 })),
  mutations: fc.array(fc.oneof({ arbitrary: mutation, weight: 6 }, { arbitrary: tagMutation, weight: 1 }), {
    maxLength: 3,
  }),
  source: fc.constantFrom('its own', 'its own', 'its own', 'another address', 'the honest host', 'its destination'),
  isInstead: fc.boolean(),
});

/** A packet as it was, once more. */
const replay: fc.Arbitrary<Attack> = fc.record({
  ...common,
  back: fc.nat({ max: 60 }),
  mutations: fc.constant([]),
  source: fc.constant('its own'),
  isInstead: fc.constant(false),
});

/** A packet that looks like one of the session, but for its tag and, in INIT, the Initiate Tag. */
const guess: fc.Arbitrary<Attack> = fc.record({
  ...common,
  back: fc.nat({ max: 60 }),
  mutations: fc
    .tuple(fc.array(mutation, { maxLength: 3 }), number32, number32)
    .map(([mutations, tag, initiateTag]): Mutation[] => [
      ...mutations,
      { kind: 'set word', chunk: 0, word: 1, value: initiateTag },
      { kind: 'set tag', to: 'a guess', guess: tag },
    ]),
  source: fc.constantFrom('its own', 'another address', 'the honest host'),
  isInstead: fc.constant(false),
});
