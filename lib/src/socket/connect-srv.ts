import { SctpError, type SctpErrorCode } from '../errors.ts';
import type { Association } from './association.ts';
import { type ResolveOptions, resolveSrv, type SrvTarget } from './resolve-srv.ts';

/** Where a service is looked for. */
export interface SrvOptions extends ResolveOptions {
  /** Name of SRV records, as `_diameter._sctp.example.com` (RFC 2782). */
  readonly srv: string;
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

/**
 * Calls the targets of a service one after the other, by `call`, until one takes the association.
 * @throws (as a rejection) what {@link resolveSrv} does; SctpError `ERR_SCTP_CONNECT_FAILED`, with the reason for each target,
 * when none takes it; at once what is not the target's fault.
 */
export async function connectInTurn(
  { srv, signal, ...how }: SrvOptions,
  call: (target: SrvTarget) => Promise<Association>,
): Promise<Association> {
  signal?.throwIfAborted();
  const { targets } = await unlessAborted(resolveSrv(srv, how), signal);
  const failures: { readonly target: SrvTarget; readonly error: SctpError }[] = [];
  for (const target of targets) {
    try {
      return await call(target);
    } catch (error) {
      if (!(error instanceof SctpError) || !codesOfTargets.includes(error.code)) throw error;
      failures.push({ target, error });
    }
  }
  const reasons = failures.map(({ target, error }) => `${describe(target)}: ${error.message}`);
  throw new SctpError('ERR_SCTP_CONNECT_FAILED', `no target of ${srv} takes an association: ${reasons.join('; ')}`, {
    cause: new AggregateError(failures.map(({ error }) => error)),
  });
}

function describe({ name, port, addresses }: SrvTarget): string {
  return `${name} port ${port} (${addresses.join(', ')})`;
}

/** DNS goes on being asked, but nobody waits for that any more. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
