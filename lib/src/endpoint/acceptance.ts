import { type Address, address, type Family } from '../address.ts';
import { forwardTsnSupported, supportedExtensions } from '../association/extensions.ts';
import type { TieTags } from '../association/identity.ts';
import { addressParameters, initFields, readParameters } from '../association/init.ts';
import { familiesOfPeer, peerAddresses } from '../association/peer-addresses.ts';
import { openCookie, type StateCookie, sealCookie } from '../association/state-cookie.ts';
import type { InitAckChunk, InitChunk } from '../codec/chunk.ts';
import type { Parameter } from '../codec/parameter.ts';
import type { Options } from '../options.ts';

/** An INIT that can be answered, and what the answer says of us. */
export interface InitToAnswer {
  readonly init: InitChunk;
  readonly from: Address;
  /** Where the answer goes: to where INIT came from, as a rule. */
  readonly to: Address;
  /** Families of addresses that we can send to. */
  readonly families: readonly Family[];
  readonly localPort: number;
  readonly peerPort: number;
  readonly localTag: number;
  readonly initialTsn: number;
  readonly options: Options;
  readonly advertisedAddresses: readonly string[];
  /** Of the association that there is with the peer; both 0 when there is none. */
  readonly tieTags: TieTags;
  readonly cookieKey: Uint8Array;
}

/** What came of a COOKIE ECHO. */
export type CookieVerdict =
  | { readonly result: 'VALID'; readonly cookie: StateCookie }
  /** Past its lifespan by so many microseconds (RFC 9260 §3.3.10.3). */
  | { readonly result: 'STALE'; readonly cookie: StateCookie; readonly staleness: number }
  /** Not ours, or not for this packet. */
  | { readonly result: 'INVALID' };

/** The longest life of a cookie that a peer can get, in ms: when it asks for more, twice the usual one (§5.2.6). */
export function longestCookieLife({ validCookieLife }: Options): number {
  return 2 * validCookieLife;
}

/** The INIT ACK, in whose cookie is all that is needed later: nothing is kept (RFC 9260 §5.1 B). */
export function answerInit(request: InitToAnswer, now: number): InitAckChunk {
  const { init, from, to, families, localTag, initialTsn, options, advertisedAddresses, cookieKey } = request;
  const tellsAddresses = advertisedAddresses.length > 0;
  const { addresses, unrecognized, cookieLifeIncrement, extensions } = readParameters(init.parameters);
  const cookie: StateCookie = {
    createdAt: now,
    lifespan: Math.min(options.validCookieLife + cookieLifeIncrement, longestCookieLife(options)),
    localPort: request.localPort,
    peerPort: request.peerPort,
    localTag,
    peerTag: init.initiateTag,
    localInitialTsn: initialTsn,
    peerInitialTsn: init.initialTsn,
    peerReceiverWindow: init.advertisedReceiverWindowCredit,
    outboundStreams: init.numberOfOutboundStreams,
    inboundStreams: init.numberOfInboundStreams,
    localTieTag: request.tieTags.local,
    peerTieTag: request.tieTags.peer,
    extensions,
    peerAddresses: peerAddresses(to, [from.ip, ...addresses], { ...options, families, tellsAddresses }),
  };
  const peerFamilies = familiesOfPeer(from, addresses, init.parameters);
  const told = advertisedAddresses.filter((ip) => peerFamilies.includes(address(ip).family));
  const parameters: Parameter[] = [
    { type: 'State Cookie', cookie: sealCookie(cookie, cookieKey) },
    ...addressParameters(told),
    // Who forges an INIT is to get no more bytes than there must be, and others have no use for the list.
    ...(extensions.reConfig ? [supportedExtensions] : []),
    // A peer that does not know the parameter would report it as an error.
    ...(extensions.forwardTsn ? [forwardTsnSupported] : []),
    ...unrecognized.map((parameter): Parameter => ({ type: 'Unrecognized Parameter', parameter })),
  ];
  const fields = initFields(localTag, initialTsn, options);
  const numberOfOutboundStreams = Math.min(fields.numberOfOutboundStreams, init.numberOfInboundStreams);
  return { type: 'INIT ACK', ...fields, numberOfOutboundStreams, parameters };
}

/** Authenticates a cookie against the packet that brought it (§5.1.5 steps 1 to 4). */
export function checkCookie(
  sealed: Uint8Array,
  packet: { readonly localPort: number; readonly peerPort: number; readonly verificationTag: number },
  keys: readonly Uint8Array[],
  now: number,
): CookieVerdict {
  const cookie = openCookie(sealed, keys);
  const isForPacket =
    cookie?.localPort === packet.localPort &&
    cookie.peerPort === packet.peerPort &&
    cookie.localTag === packet.verificationTag;
  if (cookie === undefined || !isForPacket) return { result: 'INVALID' };
  const overdue = now - cookie.createdAt - cookie.lifespan;
  if (overdue <= 0) return { result: 'VALID', cookie };
  return { result: 'STALE', cookie, staleness: Math.min(Math.ceil(overdue * 1000), 0xffffffff) };
}
