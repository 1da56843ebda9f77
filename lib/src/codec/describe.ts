import { DecodeError, unreachable } from '../errors.ts';
import { hasValidChecksum } from './checksum.ts';
import { type Chunk, ChunkReader, chunkName, type DataChunk, type IDataChunk } from './chunk.ts';
import type { InitAckChunk, InitChunk } from './chunks/init.ts';
import type { SackChunk } from './chunks/sack.ts';
import { describeCauses, describeParameters, hex } from './describe-tlv.ts';
import { decodeCommonHeader } from './packet.ts';

/**
 * A packet in one line: ports, verification tag, chunks. Never throws: what is malformed is said to be,
 * after what could be read before it.
 */
export function describePacket(bytes: Uint8Array): string {
  const parts: string[] = [];
  try {
    const { sourcePort, destinationPort, verificationTag } = decodeCommonHeader(bytes);
    const checksum = hasValidChecksum(bytes) ? '' : ' [bad checksum]';
    const header = `${sourcePort} > ${destinationPort} tag ${hex(verificationTag, 8)}${checksum}`;
    parts.push(header);
    const reader = new ChunkReader(bytes);
    for (let separator = ' '; reader.hasNext(); separator = ' | ') {
      parts.push(separator, describeChunk(reader.next()));
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    parts.push(parts.length === 0 ? '' : parts.length === 1 ? ' ' : ' | ', `malformed: ${error.message}`);
  }
  return parts.join('');
}

/** A chunk in a few words: its name, then its fields. */
export function describeChunk(chunk: Chunk): string {
  switch (chunk.type) {
    case 'DATA':
    case 'I-DATA':
      return describeData(chunk);
    case 'SACK':
      return describeSack(chunk);
    case 'INIT':
    case 'INIT ACK':
      return describeInit(chunk);
    case 'HEARTBEAT':
    case 'HEARTBEAT ACK':
      return `${chunk.type}(${chunk.heartbeatInfo.length} bytes)`;
    case 'ABORT':
      return named('ABORT', chunk.isTagReflected ? 'T' : '', describeCauses(chunk.causes));
    case 'ERROR':
      return named('ERROR', describeCauses(chunk.causes));
    case 'SHUTDOWN':
      return `SHUTDOWN(cum ${chunk.cumulativeTsnAck})`;
    case 'SHUTDOWN COMPLETE':
      return named('SHUTDOWN COMPLETE', chunk.isTagReflected ? 'T' : '');
    case 'SHUTDOWN ACK':
    case 'COOKIE ACK':
      return chunk.type;
    case 'COOKIE ECHO':
      return `COOKIE ECHO(${chunk.cookie.length} bytes)`;
    case 'ECNE':
    case 'CWR':
      return `${chunk.type}(tsn ${chunk.lowestTsn})`;
    case 'AUTH':
      return `AUTH(key ${chunk.sharedKeyId} hmac ${chunk.hmacId})`;
    case 'FORWARD-TSN':
      return named('FORWARD-TSN', `cum ${chunk.newCumulativeTsn}`, chunk.skipped.map(describeSkippedSsn).join(' '));
    case 'I-FORWARD-TSN':
      return named('I-FORWARD-TSN', `cum ${chunk.newCumulativeTsn}`, chunk.skipped.map(describeSkippedMid).join(' '));
    case 'ASCONF':
    case 'ASCONF-ACK':
      return `${chunk.type}(${list(`seq ${chunk.sequenceNumber}`, describeParameters(chunk.parameters))})`;
    case 'RE-CONFIG':
      return named('RE-CONFIG', describeParameters(chunk.parameters));
    case 'PAD':
      return `PAD(${chunk.paddingLength} bytes)`;
    case 'unknown':
      return `${chunkName(chunk.chunkType)}(flags ${hex(chunk.flags, 2)} ${chunk.value.length} bytes)`;
    default:
      return unreachable(chunk);
  }
}

function describeData(chunk: DataChunk | IDataChunk): string {
  const number = chunk.type === 'DATA' ? `ssn ${chunk.ssn}` : `mid ${chunk.messageId}`;
  const content = chunk.type === 'I-DATA' && !chunk.beginning ? `fsn ${chunk.fsn}` : `ppid ${chunk.ppid}`;
  const flags = [
    chunk.immediate ? 'I' : '',
    chunk.unordered ? 'U' : '',
    chunk.beginning ? 'B' : '',
    chunk.ending ? 'E' : '',
  ].join('');
  const length = `${chunk.userData.length} bytes`;
  return named(chunk.type, `tsn ${chunk.tsn} stream ${chunk.streamId} ${number} ${content}`, flags, length);
}

function describeSack(chunk: SackChunk): string {
  const gaps = chunk.gapAckBlocks.map(({ start, end }) => `${start}-${end}`).join(' ');
  const duplicates = chunk.duplicateTsns.join(' ');
  return named(
    'SACK',
    `cum ${chunk.cumulativeTsnAck} a_rwnd ${chunk.advertisedReceiverWindowCredit}`,
    gaps === '' ? '' : `gaps ${gaps}`,
    duplicates === '' ? '' : `dups ${duplicates}`,
  );
}

function describeInit(chunk: InitChunk | InitAckChunk): string {
  const fields =
    `tag ${hex(chunk.initiateTag, 8)} a_rwnd ${chunk.advertisedReceiverWindowCredit} ` +
    `os ${chunk.numberOfOutboundStreams} is ${chunk.numberOfInboundStreams} tsn ${chunk.initialTsn}`;
  return `${chunk.type}(${list(fields, describeParameters(chunk.parameters))})`;
}

function describeSkippedSsn(skipped: { readonly streamId: number; readonly ssn: number }): string {
  return `stream ${skipped.streamId} ssn ${skipped.ssn}`;
}

function describeSkippedMid(skipped: {
  readonly streamId: number;
  readonly unordered: boolean;
  readonly messageId: number;
}): string {
  return `stream ${skipped.streamId} mid ${skipped.messageId}${skipped.unordered ? ' U' : ''}`;
}

/** `name(a b c)` of the words that are not empty; the name alone when all are. */
function named(name: string, ...words: readonly string[]): string {
  const said = words.filter((word) => word !== '').join(' ');
  return said === '' ? name : `${name}(${said})`;
}

function list(fields: string, items: string): string {
  return items === '' ? fields : `${fields}; ${items}`;
}
