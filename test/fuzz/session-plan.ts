import fc from 'fast-check';
import { type Attack, type AttackerKind, attackBy } from './attack.ts';

/** Something that a user does in a session. */
export interface Command {
  readonly at: number;
  readonly side: 'a' | 'z';
  readonly what:
    | 'send'
    | 'reset streams'
    | 'ask for a reset'
    | 'add streams'
    | 'pause'
    | 'resume'
    | 'shutdown'
    | 'abort';
  readonly size: number;
  readonly stream: number;
  readonly unordered: boolean;
  /** How long a message may wait for its delivery, in ms. */
  readonly lifetime: number | undefined;
  /** How often it may be sent again. */
  readonly maxRetransmissions: number | undefined;
}

/** A session between two hosts, and what is done to its packets. All that happens follows from it. */
export interface SessionPlan {
  readonly seed: number;
  readonly isMultiHomed: boolean;
  readonly link: { readonly loss: number; readonly reordering: number; readonly duplication: number };
  readonly receiveBuffer: number;
  readonly maxMessageSize: number;
  readonly sackDelay: number;
  readonly commands: readonly Command[];
  readonly attacks: readonly Attack[];
}

/** Time over which commands are given, in ms. */
const commandTime = 3_000;
export const streamCount = 4;

const changes = ['reset streams', 'ask for a reset', 'add streams'] as const;
const harmless = [...new Array<'send'>(20).fill('send'), ...changes] as const;
const uses = [...harmless, 'pause', 'pause', 'resume', 'shutdown', 'abort'] as const;

/** Sessions against an attacker. One who is blind is met by users who just send, and change streams: what they send has to arrive. */
export function sessionPlan(attacker: AttackerKind): fc.Arbitrary<SessionPlan> {
  const what = fc.constantFrom(...(attacker === 'blind' ? harmless : uses));
  const command: fc.Arbitrary<Command> = fc.record({
    at: fc.nat({ max: commandTime }),
    side: fc.constantFrom('a', 'z'),
    what,
    size: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 10_000 })),
    stream: fc.nat({ max: streamCount - 1 }),
    unordered: fc.boolean(),
    lifetime: fc.constantFrom(undefined, undefined, undefined, 1, 30, 500),
    maxRetransmissions: fc.constantFrom(undefined, undefined, undefined, 0, 1),
  });
  return fc.record({
    seed: fc.nat(),
    isMultiHomed: fc.boolean(),
    link: fc.record({ loss: oneIn(0.05), reordering: oneIn(0.1), duplication: oneIn(0.05) }),
    receiveBuffer: fc.constantFrom(4096, 2 ** 14, 2 ** 20),
    maxMessageSize: fc.constantFrom(10_000, 2 ** 20),
    sackDelay: fc.constantFrom(0, 200),
    commands: fc.array(command, { minLength: 1, maxLength: 20, size: 'max' }),
    attacks: fc.array(attackBy(attacker), { minLength: 1, maxLength: 24, size: 'max' }),
  });
}

/** Nothing, or the probability given. */
function oneIn(probability: number): fc.Arbitrary<number> {
  return fc.constantFrom(0, 0, probability);
}
