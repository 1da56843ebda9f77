import { unreachable } from '../errors.ts';
import { chunkName } from './chunk-type.ts';
import type { ErrorCause } from './error-cause.ts';
import type { Parameter } from './parameter.ts';

const utf8 = new TextDecoder();

/** Numbers of a list that are shown. */
const mostWords = 64;

/** Parameters in a few words each. */
export function describeParameters(parameters: readonly Parameter[]): string {
  return parameters.map(describeParameter).join(', ');
}

/** Error causes in a few words each. */
export function describeCauses(causes: readonly ErrorCause[]): string {
  return causes.map(describeCause).join(', ');
}

/** `0x00c0ffee` */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

function describeParameter(parameter: Parameter): string {
  switch (parameter.type) {
    case 'IPv4 Address':
    case 'IPv6 Address':
      return `${parameter.type} ${parameter.ip}`;
    case 'Add IP Address':
    case 'Delete IP Address':
    case 'Set Primary IP Address':
      return `${parameter.type} ${parameter.ip} (id ${parameter.correlationId})`;
    case 'State Cookie':
      return `State Cookie ${parameter.cookie.length} bytes`;
    case 'Unrecognized Parameter':
      return `Unrecognized Parameter ${parameter.parameter.length} bytes`;
    case 'Cookie Preservative':
      return `Cookie Preservative ${parameter.suggestedLifeSpanIncrement} ms`;
    case 'Host Name Address':
      return `Host Name Address ${quote(parameter.hostName.replace(/\0+$/, ''))}`;
    case 'Supported Address Types':
      return `Supported Address Types ${wordsOf(parameter.addressTypes)}`;
    case 'ECN Capable':
    case 'Forward-TSN-Supported':
      return parameter.type;
    case 'Zero Checksum Acceptable':
      return `Zero Checksum Acceptable ${parameter.errorDetectionMethodId}`;
    case 'Random':
      return `Random ${parameter.random.length} bytes`;
    case 'Chunk List':
    case 'Supported Extensions':
      return `${parameter.type} ${wordsOf(parameter.chunkTypes, chunkName)}`;
    case 'Requested HMAC Algorithm':
      return `Requested HMAC Algorithm ${wordsOf(parameter.hmacIds)}`;
    case 'Padding':
      return `Padding ${parameter.paddingLength} bytes`;
    case 'Error Cause Indication':
      return `Error Cause Indication [${describeCauses(parameter.causes)}] (id ${parameter.correlationId})`;
    case 'Success Indication':
      return `Success Indication (id ${parameter.correlationId})`;
    case 'Adaptation Layer Indication':
      return `Adaptation Layer Indication ${hex(parameter.adaptationCodePoint, 8)}`;
    case 'Outgoing SSN Reset Request':
    case 'Incoming SSN Reset Request':
      return `${parameter.type} ${parameter.requestSequenceNumber} streams ${wordsOf(parameter.streamIds) || 'all'}`;
    case 'SSN/TSN Reset Request':
      return `SSN/TSN Reset Request ${parameter.requestSequenceNumber}`;
    case 'Re-configuration Response':
      return `Re-configuration Response ${parameter.responseSequenceNumber} result ${parameter.result}`;
    case 'Add Outgoing Streams Request':
    case 'Add Incoming Streams Request':
      return `${parameter.type} ${parameter.requestSequenceNumber} streams ${parameter.newStreams}`;
    case 'unknown':
      return `parameter ${hex(parameter.parameterType, 4)} ${parameter.value.length} bytes`;
    default:
      return unreachable(parameter);
  }
}

function describeCause(cause: ErrorCause): string {
  switch (cause.type) {
    case 'Invalid Stream Identifier':
      return `${cause.type} ${cause.streamId}`;
    case 'Missing Mandatory Parameter':
      return `${cause.type} ${wordsOf(cause.parameterTypes)}`;
    case 'Stale Cookie':
      return `${cause.type} ${cause.staleness} µs`;
    case 'Unrecognized Chunk Type':
      return cause.chunk[0] === undefined ? cause.type : `${cause.type} ${chunkName(cause.chunk[0])}`;
    case 'No User Data':
      return `${cause.type} tsn ${cause.tsn}`;
    case 'Restart of an Association with New Addresses':
      return `${cause.type} ${cause.addresses.map(({ ip }) => ip).join(' ')}`;
    case 'User-Initiated Abort':
      return `${cause.type} ${quote(utf8.decode(cause.reason))}`;
    case 'Protocol Violation':
      return `${cause.type} ${quote(utf8.decode(cause.additionalInformation))}`;
    case 'Unsupported HMAC Identifier':
      return `${cause.type} ${cause.hmacId}`;
    case 'unknown':
      return `cause ${hex(cause.code, 4)} ${cause.value.length} bytes`;
    default:
      return cause.type;
  }
}

/** Text of a peer as a JSON string of printable ASCII: nothing in it moves a terminal's cursor or ends the line. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A word for each; of a long list the first ones, as a packet may hold tens of thousands. */
function wordsOf(numbers: readonly number[], wordOf: (number: number) => string = String): string {
  const words = numbers.slice(0, mostWords).map(wordOf).join(' ');
  return numbers.length > mostWords ? `${words} and ${numbers.length - mostWords} more` : words;
}
