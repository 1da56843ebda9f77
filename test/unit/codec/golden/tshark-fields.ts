import { type Chunk, chunkLength, chunkTypeNumber, encodeChunk, type Packet } from 'usctp/codec';
import { toHex } from '../hex.ts';
import { collectCauses, collectParameters, type Fields, hex } from './tshark-tlv-fields.ts';

/** The fields that tshark's dissector would show of a packet, by name and in order, as it prints them. */
export function tsharkFields(packet: Packet): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  const fields: Fields = (name, ...texts) => {
    values.set(name, [...(values.get(name) ?? []), ...texts.map(String)]);
  };
  fields('srcport', packet.sourcePort);
  fields('dstport', packet.destinationPort);
  fields('verification_tag', hex(packet.verificationTag, 8));
  fields('checksum.status', 1);
  for (const chunk of packet.chunks) collectChunk(chunk, fields);
  return values;
}

function collectChunk(chunk: Chunk, fields: Fields): void {
  fields('chunk_type', chunkTypeNumber(chunk));
  fields('chunk_flags', hex(encodeChunk(chunk)[1] ?? 0, 2));
  fields('chunk_length', chunkLength(chunk));
  collectValue(chunk, fields);
}

function collectValue(chunk: Chunk, fields: Fields): void {
  switch (chunk.type) {
    case 'DATA':
    case 'I-DATA':
      collectData(chunk, fields);
      break;
    case 'INIT':
    case 'INIT ACK':
      collectInit(chunk, fields);
      break;
    case 'SACK':
      collectSack(chunk, fields);
      break;
    case 'HEARTBEAT':
    case 'HEARTBEAT ACK':
      fields('parameter_type', '0x0001');
      fields('parameter_heartbeat_information', toHex(chunk.heartbeatInfo));
      break;
    case 'ABORT':
      fields('abort_t_bit', Number(chunk.isTagReflected));
      collectCauses(chunk.causes, fields);
      break;
    case 'ERROR':
      collectCauses(chunk.causes, fields);
      break;
    case 'SHUTDOWN':
      fields('shutdown_cumulative_tsn_ack', chunk.cumulativeTsnAck);
      break;
    case 'SHUTDOWN COMPLETE':
      fields('shutdown_complete_t_bit', Number(chunk.isTagReflected));
      break;
    case 'AUTH':
      fields('shared_key_id', chunk.sharedKeyId);
      fields('hmac_id', chunk.hmacId);
      fields('hmac', toHex(chunk.hmac));
      break;
    case 'FORWARD-TSN':
      fields('forward_tsn_tsn', chunk.newCumulativeTsn);
      fields('forward_tsn_sid', ...chunk.skipped.map(({ streamId }) => streamId));
      fields('forward_tsn_ssn', ...chunk.skipped.map(({ ssn }) => ssn));
      break;
    case 'I-FORWARD-TSN':
      fields('i_forward_tsn_tsn', chunk.newCumulativeTsn);
      fields('i_forward_tsn_sid', ...chunk.skipped.map(({ streamId }) => streamId));
      fields('i_forward_tsn_u_bit', ...chunk.skipped.map(({ unordered }) => Number(unordered)));
      fields('forward_tsn_mid', ...chunk.skipped.map(({ messageId }) => messageId));
      break;
    case 'ASCONF':
      fields('asconf_seq_nr_number', hex(chunk.sequenceNumber, 8));
      collectParameters(chunk.parameters, fields);
      break;
    case 'ASCONF-ACK':
      fields('asconf_ack_seq_nr_number', hex(chunk.sequenceNumber, 8));
      collectParameters(chunk.parameters, fields);
      break;
    case 'RE-CONFIG':
      collectParameters(chunk.parameters, fields);
      break;
    default:
      break;
  }
}

function collectData(chunk: Extract<Chunk, { type: 'DATA' | 'I-DATA' }>, fields: Fields): void {
  fields('data_tsn_raw', chunk.tsn);
  fields('data_sid', hex(chunk.streamId, 4));
  if (chunk.type === 'DATA') fields('data_ssn', chunk.ssn);
  else fields('data_mid', chunk.messageId);
  if (chunk.type === 'DATA' || chunk.beginning) fields('data_payload_proto_id', chunk.ppid);
  else fields('data_fsn', chunk.fsn);
  fields('data_e_bit', Number(chunk.ending));
  fields('data_b_bit', Number(chunk.beginning));
  fields('data_u_bit', Number(chunk.unordered));
  fields('data_i_bit', Number(chunk.immediate));
}

function collectInit(chunk: Extract<Chunk, { type: 'INIT' | 'INIT ACK' }>, fields: Fields): void {
  const prefix = chunk.type === 'INIT' ? 'init' : 'initack';
  fields(`${prefix}_initiate_tag`, hex(chunk.initiateTag, 8));
  fields(`${prefix}_credit`, chunk.advertisedReceiverWindowCredit);
  fields(`${prefix}_nr_out_streams`, chunk.numberOfOutboundStreams);
  fields(`${prefix}_nr_in_streams`, chunk.numberOfInboundStreams);
  fields(`${prefix}_initial_tsn`, chunk.initialTsn);
  collectParameters(chunk.parameters, fields);
}

function collectSack(chunk: Extract<Chunk, { type: 'SACK' }>, fields: Fields): void {
  fields('sack_cumulative_tsn_ack_raw', chunk.cumulativeTsnAck);
  fields('sack_a_rwnd', chunk.advertisedReceiverWindowCredit);
  fields('sack_gap_block_start', ...chunk.gapAckBlocks.map(({ start }) => start));
  fields('sack_gap_block_end', ...chunk.gapAckBlocks.map(({ end }) => end));
  fields('sack_duplicate_tsn', ...chunk.duplicateTsns);
}
