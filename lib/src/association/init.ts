import { address } from '../address.ts';
import { type InitAckChunk, type InitChunk, unknownParameterAction } from '../codec/chunk.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import { type AddressParameter, encodeParameters, type Parameter, parameterTypeNumber } from '../codec/parameter.ts';
import { mostPeerAddresses } from '../number-options.ts';
import type { Options } from '../options.ts';
import { type Extensions, extensionsOf } from './extensions.ts';

/** Least window that an INIT or INIT ACK may announce, in bytes (RFC 9260 §3.3.2). */
export const leastReceiverWindow = 1500;

/** Bytes of unrecognized parameters that are reported at most: an answer is not to outgrow what it answers. */
const maxReportedBytes = 512;

/** Parameters of INIT and INIT ACK that this stack acts on, or may pass over by their definition. */
const understood: ReadonlySet<Parameter['type']> = new Set<Parameter['type']>([
  'IPv4 Address',
  'IPv6 Address',
  'State Cookie',
  'Unrecognized Parameter',
  'Cookie Preservative',
  'Host Name Address',
  'Supported Address Types',
  'Supported Extensions',
  'Forward-TSN-Supported',
  'Padding',
]);

/** What the parameters of an INIT or INIT ACK come to. */
export interface InitParameters {
  /** Addresses of the peer, the first that it lists, without the one that the chunk came from unless it is listed (§5.1.2). */
  readonly addresses: readonly string[];
  /** Parameters to report as unrecognized, each whole (§3.2.1). */
  readonly unrecognized: readonly Uint8Array[];
  readonly cookie: Uint8Array | undefined;
  /** In ms, 0 when not asked for (§5.2.6). */
  readonly cookieLifeIncrement: number;
  readonly extensions: Extensions;
}

/** The parameters that list addresses. */
export function addressParameters(addresses: readonly string[]): AddressParameter[] {
  return addresses.map((ip) => ({ type: ip.includes(':') ? 'IPv6 Address' : 'IPv4 Address', ip }));
}

/** The fields that INIT and INIT ACK share, from our side. */
export function initFields(tag: number, initialTsn: number, options: Options) {
  return {
    initiateTag: tag,
    advertisedReceiverWindowCredit: options.receiveBuffer,
    numberOfOutboundStreams: options.outboundStreams,
    numberOfInboundStreams: options.inboundStreams,
    initialTsn,
  };
}

/** The causes for which an INIT or INIT ACK is answered with ABORT; empty when it can be accepted. */
export function whyNotAcceptable(chunk: InitChunk | InitAckChunk): ErrorCause[] {
  const isInvalid =
    chunk.advertisedReceiverWindowCredit < leastReceiverWindow ||
    chunk.numberOfOutboundStreams === 0 ||
    chunk.numberOfInboundStreams === 0;
  if (isInvalid) return [{ type: 'Invalid Mandatory Parameter' }];
  const hostName = chunk.parameters.find((parameter) => parameter.type === 'Host Name Address');
  if (hostName !== undefined) return [{ type: 'Unresolvable Address', parameter: encodeParameters([hostName]) }];
  return [];
}

/** Sorts the parameters out; those after an unknown one that stops the walk are passed over (§3.2.1). */
export function readParameters(parameters: readonly Parameter[]): InitParameters {
  const addresses: string[] = [];
  const unrecognized: Uint8Array[] = [];
  let reportedBytes = 0;
  let cookie: Uint8Array | undefined;
  let cookieLifeIncrement = 0;
  const read: Parameter[] = [];
  for (const parameter of parameters) {
    read.push(parameter);
    if (parameter.type === 'IPv4 Address' || parameter.type === 'IPv6 Address') {
      if (addresses.length < mostPeerAddresses) addresses.push(address(parameter.ip).ip);
    } else if (parameter.type === 'State Cookie') cookie = parameter.cookie;
    else if (parameter.type === 'Cookie Preservative') cookieLifeIncrement = parameter.suggestedLifeSpanIncrement;
    if (understood.has(parameter.type)) continue;
    const action = unknownParameterAction(parameterTypeNumber(parameter));
    const isReported = action.report && reportedBytes < maxReportedBytes;
    const reported = isReported ? encodeParameters([parameter]) : undefined;
    if (reported !== undefined && reportedBytes + reported.length <= maxReportedBytes) {
      reportedBytes += reported.length;
      unrecognized.push(reported);
    }
    if (!action.skip) break;
  }
  return { addresses, unrecognized, cookie, cookieLifeIncrement, extensions: extensionsOf(read) };
}
