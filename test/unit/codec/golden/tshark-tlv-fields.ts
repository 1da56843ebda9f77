import { decodeParameters, type ErrorCause, encodeCauses, type Parameter, parameterTypeNumber } from 'usctp/codec';
import { toHex } from '../hex.ts';

/** Takes the values of a field, in the order in which they stand in the packet. */
export type Fields = (name: string, ...values: readonly (string | number)[]) => void;

/** `0x00c0ffee` */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** Adds what tshark shows of parameters. */
export function collectParameters(parameters: readonly Parameter[], fields: Fields): void {
  for (const parameter of parameters) collectParameter(parameter, fields);
}

/** Adds what tshark shows of error causes: it looks into what a cause gives back. */
export function collectCauses(causes: readonly ErrorCause[], fields: Fields): void {
  for (const cause of causes) {
    fields('cause_code', `0x${toHex(encodeCauses([cause]).subarray(0, 2))}`);
    collectCause(cause, fields);
  }
}

function collectCause(cause: ErrorCause, fields: Fields): void {
  switch (cause.type) {
    case 'Invalid Stream Identifier':
      fields('cause_stream_identifier', cause.streamId);
      break;
    case 'Stale Cookie':
      fields('cause_measure_of_staleness', cause.staleness);
      break;
    case 'No User Data':
      fields('cause_tsn', cause.tsn);
      break;
    case 'Unrecognized Chunk Type':
      fields('chunk_type', ...cause.chunk.subarray(0, 1));
      fields('chunk_flags', `0x${toHex(cause.chunk.subarray(1, 2))}`);
      fields('chunk_length', Number.parseInt(toHex(cause.chunk.subarray(2, 4)), 16));
      break;
    case 'Unresolvable Address':
      collectParameters(decodeParameters(cause.parameter), fields);
      break;
    case 'Restart of an Association with New Addresses':
      collectParameters(cause.addresses, fields);
      break;
    default:
      break;
  }
}

function collectParameter(parameter: Parameter, fields: Fields): void {
  fields('parameter_type', hex(parameterTypeNumber(parameter), 4));
  switch (parameter.type) {
    case 'IPv4 Address':
      fields('parameter_ipv4_address', parameter.ip);
      break;
    case 'IPv6 Address':
      fields('parameter_ipv6_address', parameter.ip);
      break;
    case 'State Cookie':
      fields('parameter_state_cookie', toHex(parameter.cookie));
      break;
    case 'Unrecognized Parameter':
      collectParameters(decodeParameters(parameter.parameter), fields);
      break;
    case 'Supported Address Types':
      fields('parameter_supported_address_type', ...parameter.addressTypes);
      break;
    case 'Random':
      fields('random_number', toHex(parameter.random));
      break;
    case 'Chunk List':
      fields('chunk_type_to_auth', ...parameter.chunkTypes);
      break;
    case 'Supported Extensions':
      fields('supported_chunk_type', ...parameter.chunkTypes);
      break;
    case 'Requested HMAC Algorithm':
      fields('hmac_id', ...parameter.hmacIds);
      break;
    case 'Adaptation Layer Indication':
      fields('adaptation_layer_indication', hex(parameter.adaptationCodePoint, 8));
      break;
    case 'Add IP Address':
    case 'Delete IP Address':
    case 'Set Primary IP Address':
      fields('correlation_id', hex(parameter.correlationId, 8));
      collectParameter({ type: 'IPv4 Address', ip: parameter.ip }, fields);
      break;
    default:
      collectReConfig(parameter, fields);
      break;
  }
}

function collectReConfig(parameter: Parameter, fields: Fields): void {
  switch (parameter.type) {
    case 'Outgoing SSN Reset Request':
      fields('parameter_reconfig_request_sequence_number', parameter.requestSequenceNumber);
      fields('parameter_reconfig_response_sequence_number', parameter.responseSequenceNumber);
      fields('parameter_senders_last_assigned_tsn', parameter.lastAssignedTsn);
      fields('parameter_reconfig_sid', ...parameter.streamIds);
      break;
    case 'Incoming SSN Reset Request':
      fields('parameter_reconfig_request_sequence_number', parameter.requestSequenceNumber);
      fields('parameter_reconfig_sid', ...parameter.streamIds);
      break;
    case 'SSN/TSN Reset Request':
      fields('parameter_reconfig_request_sequence_number', parameter.requestSequenceNumber);
      break;
    case 'Re-configuration Response':
      fields('parameter_reconfig_response_sequence_number', parameter.responseSequenceNumber);
      fields('parameter_reconfig_response_result', parameter.result);
      break;
    case 'Add Outgoing Streams Request':
      fields('parameter_reconfig_request_sequence_number', parameter.requestSequenceNumber);
      fields('parameter_add_outgoing_streams_number', parameter.newStreams);
      break;
    case 'Add Incoming Streams Request':
      fields('parameter_reconfig_request_sequence_number', parameter.requestSequenceNumber);
      fields('parameter_add_incoming_streams_number', parameter.newStreams);
      break;
    default:
      break;
  }
}
