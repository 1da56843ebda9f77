import { type ErrorCause, encodeCauses } from '../../codec/error-cause.ts';
import { asFields, bufferOf, bytesIn, type Fields, numberIn } from './fields.ts';

/** What the package `sctp` calls each cause, misspelt where it misspells, and its number (RFC 9260 §3.3.10). */
const causeNumbers: Readonly<Record<string, number>> = {
  INVALID_STREAM_IDENTIFIER: 1,
  MISSING_MANDATORY_PARAMETER: 2,
  STALE_COOKIE_ERROR: 3,
  OUT_OF_RESOURCE: 4,
  UNRESOLVABLE_ADDRESS: 5,
  UNRECONGNIZED_CHUNK_TYPE: 6,
  INVALID_MANDATORY_PARAMETER: 7,
  UNRECONGNIZED_PARAMETERS: 8,
  NO_USER_DATA: 9,
  COOKIE_RECEIVED_WHILE_SHUTTING_DOWN: 10,
  RESTART_WITH_NEW_ADDRESSES: 11,
  USER_INITIATED_ABORT: 12,
  PROTOCOL_VIOLATION: 13,
  UNSUPPORTED_HMAC_IDENTIFIER: 0x0105,
};

const causeNames = new Map(Object.entries(causeNumbers).map(([name, number]) => [number, name]));

/** The cause that an entry of `error_causes` stands for. */
export function causeOf(entry: unknown): ErrorCause {
  const fields = asFields(entry);
  const { cause } = fields;
  const code = typeof cause === 'string' ? (causeNumbers[cause] ?? 0) : numberIn(fields, 'cause_code');
  switch (code) {
    case 1:
      return { type: 'Invalid Stream Identifier', streamId: numberIn(fields, 'stream_id') };
    case 3:
      return { type: 'Stale Cookie', staleness: numberIn(fields, 'measure_of_staleness') };
    case 6:
      return { type: 'Unrecognized Chunk Type', chunk: bytesIn(fields, 'unrecognized_chunk') };
    case 8:
      return { type: 'Unrecognized Parameters', parameters: bytesIn(fields, 'unrecognized_parameters') };
    case 9:
      return { type: 'No User Data', tsn: numberIn(fields, 'tsn') };
    case 12:
      return { type: 'User-Initiated Abort', reason: bytesIn(fields, 'abort_reason') };
    case 13:
      return { type: 'Protocol Violation', additionalInformation: bytesIn(fields, 'additional_information') };
    default:
      return { type: 'unknown', code, value: bytesIn(fields, 'body') };
  }
}

/** An entry of `error_causes`. */
export function fieldsOfCause(cause: ErrorCause): Fields {
  const encoded = bufferOf(encodeCauses([cause]));
  const cause_code = encoded.readUInt16BE(0);
  return { cause_code, cause: causeNames.get(cause_code), ...detailsOf(cause, encoded.subarray(4)) };
}

function detailsOf(cause: ErrorCause, body: Buffer): Fields {
  switch (cause.type) {
    case 'Invalid Stream Identifier':
      return { stream_id: cause.streamId };
    case 'Stale Cookie':
      return { measure_of_staleness: cause.staleness };
    case 'Unrecognized Chunk Type':
      return { unrecognized_chunk: body };
    case 'Unrecognized Parameters':
      return { unrecognized_parameters: body };
    case 'No User Data':
      return { tsn: cause.tsn };
    case 'User-Initiated Abort':
      return body.length === 0 ? {} : { abort_reason: body.toString() };
    case 'Protocol Violation':
      return body.length === 0 ? {} : { additional_information: body.toString() };
    default:
      return body.length === 0 ? {} : { body };
  }
}
