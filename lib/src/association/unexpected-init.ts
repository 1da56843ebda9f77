import type { Address } from '../address.ts';
import type { InitChunk } from '../codec/chunk.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import type { AssociationContext } from './context.ts';
import type { TieTags } from './identity.ts';
import { addressParameters, readParameters } from './init.ts';
import { peerAddresses } from './peer-addresses.ts';

/** How an INIT from the peer of an association is to be answered (RFC 9260 §5.2.1, §5.2.2). */
export type UnexpectedInitAnswer =
  | {
      readonly result: 'INIT ACK';
      /** Tag and TSN of our own INIT; undefined: new ones. */
      readonly own: { readonly localTag: number; readonly initialTsn: number } | undefined;
      readonly tieTags: TieTags;
      /** Where the answer goes. */
      readonly to: Address;
    }
  | { readonly result: 'ABORT'; readonly causes: readonly ErrorCause[] }
  | { readonly result: 'NONE' };

const noTieTags: TieTags = { local: 0, peer: 0 };

/** Decides on the answer; the association stays as it is. */
export function answerUnexpectedInit(
  context: AssociationContext,
  init: InitChunk,
  from: Address,
): UnexpectedInitAnswer {
  const { state, identity } = context;
  switch (state.name) {
    case 'CLOSED':
      return { result: 'NONE' };
    case 'COOKIE-WAIT': {
      const to = calledAddress(context, init, from);
      return to === undefined ? { result: 'NONE' } : { result: 'INIT ACK', own: identity, tieTags: noTieTags, to };
    }
    // §9.2: our SHUTDOWN ACK, or the peer's SHUTDOWN COMPLETE, was lost.
    case 'SHUTDOWN-ACK-SENT':
      context.transmit({ type: 'SHUTDOWN ACK' }, context.answerPath(from));
      return { result: 'NONE' };
    default: {
      const added = newAddresses(context, init, from);
      if (added.length > 0) return { result: 'ABORT', causes: [restartWithNewAddresses(added)] };
      const own = state.name === 'COOKIE-ECHOED' ? identity : undefined;
      return { result: 'INIT ACK', own, tieTags: context.tieTags, to: from };
    }
  }
}

/**
 * An address that we have called, and that the INIT is from or lists: our tag is told to nobody else (§5.2.1). An INIT
 * from another host that lists it is not enough.
 */
function calledAddress({ paths }: AssociationContext, init: InitChunk, from: Address): Address | undefined {
  // After a stale cookie there are also paths to what INIT ACK has listed, which nobody has called.
  const isCalled = (ip: string) => paths.find(ip)?.isConfirmed ?? false;
  if (isCalled(from.ip)) return from;
  const listed = readParameters(init.parameters).addresses.find(isCalled);
  return listed === undefined ? undefined : paths.find(listed)?.address;
}

function newAddresses({ paths, addressLimits }: AssociationContext, init: InitChunk, from: Address): string[] {
  const { addresses } = readParameters(init.parameters);
  // Where there were too many at set-up, nobody knows which of these are new: they are left out at the restart.
  const listed = paths.all.length < addressLimits.maxPeerAddresses ? addresses : [];
  return peerAddresses(from, listed, addressLimits).filter((ip) => paths.find(ip) === undefined);
}

function restartWithNewAddresses(added: readonly string[]): ErrorCause {
  return { type: 'Restart of an Association with New Addresses', addresses: addressParameters(added) };
}
