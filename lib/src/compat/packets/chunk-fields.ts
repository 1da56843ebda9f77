import type { Chunk, DataChunk, InitChunk, SackChunk } from '../../codec/chunk.ts';
import type { Parameter } from '../../codec/parameter.ts';
import { causeOf, fieldsOfCause } from './causes.ts';
import type { ChunkName } from './chunk-names.ts';
import { asFields, bufferOf, bytesIn, type Fields, listIn, numberIn, objectIn } from './fields.ts';
import { fieldsOfParameters, parametersIn } from './parameters.ts';

/** The chunk that fields of the package `sctp` stand for. */
export function chunkOf(name: ChunkName, fields: Fields): Chunk {
  const flags = objectIn(fields, 'flags');
  const causes = () => listIn(fields, 'error_causes').map(causeOf);
  const heartbeatInfo = bytesIn(fields, 'heartbeat_info');
  switch (name) {
    case 'data':
      return { type: 'DATA', ...dataOf(fields), ssn: numberIn(fields, 'ssn') };
    case 'i_data':
      return {
        type: 'I-DATA',
        ...dataOf(fields),
        messageId: numberIn(fields, 'message_id'),
        fsn: numberIn(fields, 'fsn'),
      };
    case 'init':
      return { type: 'INIT', ...initOf(fields) };
    case 'init_ack':
      return { type: 'INIT ACK', ...initOf(fields) };
    case 'sack':
      return sackOf(fields);
    case 'heartbeat':
      return { type: 'HEARTBEAT', heartbeatInfo };
    case 'heartbeat_ack':
      return { type: 'HEARTBEAT ACK', heartbeatInfo };
    case 'abort':
      return { type: 'ABORT', isTagReflected: isSet(flags, 'T'), causes: causes() };
    case 'error':
      return { type: 'ERROR', causes: causes() };
    case 'shutdown':
      return { type: 'SHUTDOWN', cumulativeTsnAck: numberIn(fields, 'c_tsn_ack') };
    case 'shutdown_ack':
      return { type: 'SHUTDOWN ACK' };
    case 'shutdown_complete':
      return { type: 'SHUTDOWN COMPLETE', isTagReflected: isSet(flags, 'T') };
    case 'cookie_echo':
      return { type: 'COOKIE ECHO', cookie: bytesIn(fields, 'cookie') };
    case 'cookie_ack':
      return { type: 'COOKIE ACK' };
    case 'ecne':
      return { type: 'ECNE', lowestTsn: numberIn(fields, 'lowest_tsn') };
    case 'cwr':
      return { type: 'CWR', lowestTsn: numberIn(fields, 'lowest_tsn') };
    case 'auth': {
      const [sharedKeyId, hmacId] = [numberIn(fields, 'shared_key_id'), numberIn(fields, 'hmac_id')];
      return { type: 'AUTH', sharedKeyId, hmacId, hmac: bytesIn(fields, 'hmac') };
    }
    case 'asconf':
      return { type: 'ASCONF', sequenceNumber: numberIn(fields, 'seq'), parameters: parametersIn(fields) };
    case 'asconf_ack':
      return { type: 'ASCONF-ACK', sequenceNumber: numberIn(fields, 'seq'), parameters: parametersIn(fields) };
    case 're_config':
      return { type: 'RE-CONFIG', parameters: parametersIn(fields) };
    case 'pad':
      return { type: 'PAD', paddingLength: bytesIn(fields, 'padding_data').length };
    case 'forward_tsn': {
      const skipped = listIn(fields, 'streams').map(asFields);
      return {
        type: 'FORWARD-TSN',
        newCumulativeTsn: numberIn(fields, 'new_c_tsn'),
        skipped: skipped.map((one) => ({ streamId: numberIn(one, 'stream_id'), ssn: numberIn(one, 'ssn') })),
      };
    }
    case 'i_forward_tsn': {
      const skipped = listIn(fields, 'streams').map(asFields);
      return {
        type: 'I-FORWARD-TSN',
        newCumulativeTsn: numberIn(fields, 'new_c_tsn'),
        skipped: skipped.map((one) => ({
          streamId: numberIn(one, 'stream_id'),
          unordered: isSet(one, 'unordered'),
          messageId: numberIn(one, 'message_id'),
        })),
      };
    }
  }
}

/** The fields of a chunk, by the names of the package `sctp`. */
export function fieldsOfChunk(chunk: Chunk): Fields {
  switch (chunk.type) {
    case 'DATA':
      return { ...fieldsOfData(chunk), ssn: chunk.ssn };
    case 'I-DATA':
      return { ...fieldsOfData(chunk), message_id: chunk.messageId, fsn: chunk.fsn };
    case 'INIT':
    case 'INIT ACK':
      return fieldsOfInit(chunk);
    case 'SACK':
      return fieldsOfSack(chunk);
    case 'HEARTBEAT':
    case 'HEARTBEAT ACK':
      return { heartbeat_info: bufferOf(chunk.heartbeatInfo) };
    case 'ABORT':
      return { flags: { T: Number(chunk.isTagReflected) }, error_causes: chunk.causes.map(fieldsOfCause) };
    case 'ERROR':
      return { error_causes: chunk.causes.map(fieldsOfCause) };
    case 'SHUTDOWN':
      return { c_tsn_ack: chunk.cumulativeTsnAck };
    case 'SHUTDOWN COMPLETE':
      return { flags: { T: Number(chunk.isTagReflected) } };
    case 'COOKIE ECHO':
      return { cookie: bufferOf(chunk.cookie) };
    case 'ECNE':
    case 'CWR':
      return { lowest_tsn: chunk.lowestTsn };
    case 'AUTH':
      return { shared_key_id: chunk.sharedKeyId, hmac_id: chunk.hmacId, hmac: bufferOf(chunk.hmac) };
    case 'ASCONF':
    case 'ASCONF-ACK':
      return { seq: chunk.sequenceNumber, ...fieldsOfParameters(chunk.parameters) };
    case 'RE-CONFIG':
      return fieldsOfParameters(chunk.parameters);
    case 'PAD':
      return { padding_data: Buffer.alloc(chunk.paddingLength) };
    case 'FORWARD-TSN': {
      const streams = chunk.skipped.map(({ streamId, ssn }) => ({ stream_id: streamId, ssn }));
      return { new_c_tsn: chunk.newCumulativeTsn, streams };
    }
    case 'I-FORWARD-TSN': {
      const streams = chunk.skipped.map(({ streamId, unordered, messageId }) => ({
        stream_id: streamId,
        unordered,
        message_id: messageId,
      }));
      return { new_c_tsn: chunk.newCumulativeTsn, streams };
    }
    default:
      return {};
  }
}

function dataOf(fields: Fields): Omit<DataChunk, 'type' | 'ssn'> {
  const flags = objectIn(fields, 'flags');
  return {
    immediate: isSet(flags, 'I'),
    unordered: isSet(flags, 'U'),
    beginning: isSet(flags, 'B'),
    ending: isSet(flags, 'E'),
    tsn: numberIn(fields, 'tsn'),
    streamId: numberIn(fields, 'stream_id'),
    ppid: numberIn(fields, 'ppid'),
    userData: bytesIn(fields, 'user_data'),
  };
}

function fieldsOfData(chunk: Omit<DataChunk, 'type' | 'ssn'>): Fields {
  const { immediate, unordered, beginning, ending, tsn, streamId, ppid, userData } = chunk;
  return {
    flags: { B: Number(beginning), E: Number(ending), U: Number(unordered), I: Number(immediate) },
    tsn,
    stream_id: streamId,
    ppid,
    user_data: bufferOf(userData),
  };
}

interface InitFields extends Omit<InitChunk, 'type'> {
  readonly parameters: readonly Parameter[];
}

function initOf(fields: Fields): InitFields {
  return {
    initiateTag: numberIn(fields, 'initiate_tag'),
    advertisedReceiverWindowCredit: numberIn(fields, 'a_rwnd'),
    numberOfOutboundStreams: numberIn(fields, 'outbound_streams'),
    numberOfInboundStreams: numberIn(fields, 'inbound_streams'),
    initialTsn: numberIn(fields, 'initial_tsn'),
    parameters: parametersIn(fields),
  };
}

function fieldsOfInit(chunk: InitFields): Fields {
  return {
    initiate_tag: chunk.initiateTag,
    a_rwnd: chunk.advertisedReceiverWindowCredit,
    outbound_streams: chunk.numberOfOutboundStreams,
    inbound_streams: chunk.numberOfInboundStreams,
    initial_tsn: chunk.initialTsn,
    ...fieldsOfParameters(chunk.parameters),
  };
}

function sackOf(fields: Fields): SackChunk {
  const info = objectIn(fields, 'sack_info');
  const blocks = listIn(info, 'gap_blocks').map(asFields);
  return {
    type: 'SACK',
    cumulativeTsnAck: numberIn(fields, 'c_tsn_ack'),
    advertisedReceiverWindowCredit: numberIn(fields, 'a_rwnd'),
    gapAckBlocks: blocks.map((block) => ({ start: numberIn(block, 'start'), end: numberIn(block, 'finish') })),
    duplicateTsns: listIn(info, 'duplicate_tsn').map(Number),
  };
}

function fieldsOfSack(chunk: SackChunk): Fields {
  const { gapAckBlocks, duplicateTsns } = chunk;
  return {
    c_tsn_ack: chunk.cumulativeTsnAck,
    a_rwnd: chunk.advertisedReceiverWindowCredit,
    gap_blocks_number: gapAckBlocks.length,
    duplicate_tsn_number: duplicateTsns.length,
    sack_info: {
      gap_blocks: gapAckBlocks.map(({ start, end }) => ({ start, finish: end })),
      duplicate_tsn: [...duplicateTsns],
    },
  };
}

function isSet(flags: Fields, name: string): boolean {
  return Boolean(flags[name]);
}
