import { SctpError, type SctpErrorCode } from '../errors.ts';
import { checkNumber } from '../number-options.ts';
import type { Association } from './association.ts';
import { type ResolveOptions, resolveSrv, type SrvTarget } from './resolve-srv.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Where a service is looked for. */
export interface SrvOptions extends ResolveOptions {
  /** Name of SRV records, as `_diameter._sctp.example.com` (RFC 2782). */
  readonly srv: string;
  /**
   * How long a target may take to answer while there are others to try, in ms: 1–600,000, default 5,000, in which INIT goes
   * out three times. The last target has as long as `maxInitRetransmissions` and `rtoInitial` give it.
   */
  readonly targetTimeout?: number;
  /** Gives up when it is aborted, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What tells of one target only: the next one may do. */
const codesOfTargets: readonly SctpErrorCode[] = [
  'ERR_SCTP_CONNECT_TIMEOUT',
  'ERR_SCTP_CONNECT_FAILED',
  'ERR_SCTP_ABORTED_BY_PEER',
  'ERR_SCTP_PROTOCOL_UNREACHABLE',
  'ERR_SCTP_PROTOCOL_VIOLATION',
];

/** Calls one target, until the signal is aborted. */
type Call = (target: SrvTarget, signal: AbortSignal | undefined) => Promise<Association>;

/**
 * Calls the targets of a service one after the other, by `call`, until one takes the association.
 * @throws (as a rejection) what {@link resolveSrv} does; SctpError `ERR_SCTP_CONNECT_FAILED`, with the reason for each target,
 * when none takes it; at once what is not the target's fault.
 */
export async function connectInTurn(
  { srv, signal, targetTimeout, resolver }: SrvOptions,
  call: Call,
): Promise<Association> {
  const limit = checkNumber('targetTimeout', { default: 5000, min: 1, max: 600_000 }, targetTimeout);
  signal?.throwIfAborted();
  const { targets } = await unlessAborted(resolveSrv(srv, resolver && { resolver }), signal);
  const failures: { readonly target: SrvTarget; readonly error: SctpError }[] = [];
  for (const target of targets) {
    const isLast = target === targets.at(-1);
    try {
      return await (isLast ? call(target, signal) : callWithin(limit, target, signal, call));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (!(error instanceof SctpError) || !codesOfTargets.includes(error.code)) throw error;
      failures.push({ target, error });
    }
  }
  const reasons = failures.map(({ target, error }) => `${describe(target)}: ${error.message}`);
  throw new SctpError('ERR_SCTP_CONNECT_FAILED', `no target of ${srv} takes an association: ${reasons.join('; ')}`, {
    cause: new AggregateError(failures.map(({ error }) => error)),
  });
}

/** A target that swallows INITs does not use up the time of those behind it. */
async function callWithin(
  limit: number,
  target: SrvTarget,
  signal: AbortSignal | undefined,
  call: Call,
): Promise<Association> {
  const controller = new AbortController();
  const late = new SctpError('ERR_SCTP_CONNECT_TIMEOUT', `no association within ${limit} ms, the targetTimeout`);
  const timer = setTimeout(() => controller.abort(late), limit);
  const giveUp = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return await call(target, controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

function describe({ name, port, addresses }: SrvTarget): string {
  return `${name} port ${port} (${addresses.join(', ')})`;
}
