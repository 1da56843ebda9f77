import type { AbortChunk } from '../codec/chunk.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import { SctpError } from '../errors.ts';
import type { Path } from '../path/path.ts';
import type { AssociationContext } from './context.ts';

/** What the peer is told of a reason: an ABORT fits into the smallest packet. */
const maxReasonLength = 400;

/** Ends the association at once on the user's behalf (RFC 9260 §9.1). */
export function abort(context: AssociationContext, reason: string): void {
  const error = new SctpError('ERR_SCTP_ABORTED', reason === '' ? 'the association was aborted' : `aborted: ${reason}`);
  const cause: ErrorCause = { type: 'User-Initiated Abort', reason: Buffer.from(reason).subarray(0, maxReasonLength) };
  abortWith(context, [cause], error);
}

/** Ends the association because the peer broke the protocol (§3.3.10.13). */
export function abortForViolation(context: AssociationContext, reason: string): void {
  const cause: ErrorCause = { type: 'Protocol Violation', additionalInformation: Buffer.from(reason) };
  abortWith(context, [cause], new SctpError('ERR_SCTP_PROTOCOL_VIOLATION', `the peer broke the protocol: ${reason}`));
}

/** Sends ABORT, when the peer's tag is known, and enters CLOSED. What else waits to be sent is pointless then. */
export function abortWith(
  context: AssociationContext,
  causes: readonly ErrorCause[],
  error: SctpError,
  path: Path = context.paths.current,
): void {
  if (context.state.name === 'CLOSED') return;
  context.dropOutgoing();
  context.transmit({ type: 'ABORT', isTagReflected: false, causes }, path);
  context.close(error);
}

/** The peer has ended the association; its tag has been checked (§8.5.1 B). */
export function handleAbort(context: AssociationContext, chunk: AbortChunk): void {
  context.dropOutgoing();
  // The peer has all our data, has closed already, and met a late packet of ours with ABORT (§8.4): nothing is lost.
  if (chunk.isTagReflected && context.state.name === 'SHUTDOWN-ACK-SENT') {
    context.close(undefined);
    return;
  }
  const reasons = chunk.causes.map((cause) => describeCause(cause));
  const said = reasons.length === 0 ? 'without a reason' : `with: ${reasons.join(', ')}`;
  context.close(new SctpError('ERR_SCTP_ABORTED_BY_PEER', `the peer aborted the association ${said}`));
}

function describeCause(cause: ErrorCause): string {
  switch (cause.type) {
    case 'User-Initiated Abort':
      return cause.reason.length === 0 ? cause.type : `${cause.type} (${text(cause.reason)})`;
    case 'Protocol Violation':
      return cause.additionalInformation.length === 0
        ? cause.type
        : `${cause.type} (${text(cause.additionalInformation)})`;
    case 'unknown':
      return `error cause ${cause.code}`;
    default:
      return cause.type;
  }
}

/** What the peer wrote, on one line: it ends up in logs. */
function text(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}
