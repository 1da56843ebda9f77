import { resultCode } from '../result-code.ts';
import { type Avp, avpsLength, type MinimumDataLength, readAvps, writeAvps } from './avp.ts';
import { byteAt, greatestUint24, readUint24, readUint32, writeUint24, writeUint32 } from './bytes.ts';
import { DecodeError, type Fault } from './fault.ts';

/** What stands before the AVPs of a message (RFC 6733 §3). */
export interface MessageHeader {
  /** The R bit: a request, else an answer. */
  readonly isRequest: boolean;
  /** The P bit: agents may proxy, relay or redirect the message. */
  readonly isProxiable: boolean;
  /** The E bit: an answer that reports an error, and need not have what the command demands. */
  readonly isError: boolean;
  /** The T bit: a request that may have arrived before, over a connection that failed. */
  readonly isRetransmitted: boolean;
  /** 0–16777215; a request and its answer have the same. */
  readonly commandCode: number;
  /** 0–4294967295; 0 for the base protocol. */
  readonly applicationId: number;
  /** Hop-by-Hop Identifier, 0–4294967295: which request of the connection an answer is for. */
  readonly hopByHop: number;
  /** End-to-End Identifier, 0–4294967295: with Origin-Host it tells a request that has come twice. */
  readonly endToEnd: number;
}

/** A Diameter message of version 1. */
export interface DiameterMessage extends MessageHeader {
  readonly avps: readonly Avp[];
}

/** What came of the bytes of a message. */
export type DecodedMessage =
  | { readonly type: 'message'; readonly message: DiameterMessage }
  /** It can be answered, or dropped if it is an answer itself. `message` has the AVPs in front of the fault. */
  | { readonly type: 'malformed'; readonly message: DiameterMessage; readonly fault: Fault }
  /** Fewer bytes than a header has: there is nothing to answer. */
  | { readonly type: 'runt' };

/** Bytes of the header: none of its fields is optional. */
export const messageHeaderLength = 20;

const version = 1;
const flagR = 0x80;
const flagP = 0x40;
const flagE = 0x20;
const flagT = 0x10;

/** The bytes of a message. @throws RangeError for a message, or an AVP, longer than 24 bits can say */
export function encodeMessage(message: DiameterMessage): Uint8Array {
  const length = messageHeaderLength + avpsLength(message.avps);
  if (length > greatestUint24) throw new RangeError(`the message has ${length} bytes, ${greatestUint24} at most`);
  const bytes = new Uint8Array(length);
  bytes[0] = version;
  writeUint24(bytes, 1, length);
  bytes[4] = encodeFlags(message);
  writeUint24(bytes, 5, message.commandCode);
  writeUint32(bytes, 8, message.applicationId);
  writeUint32(bytes, 12, message.hopByHop);
  writeUint32(bytes, 16, message.endToEnd);
  writeAvps(message.avps, bytes, messageHeaderLength);
  return bytes;
}

/**
 * Reads a message, which is all of `bytes`: SCTP keeps the boundaries of messages (RFC 6733 §2.1). Never throws. AVPs in
 * groups are not looked at: that takes a dictionary, which also gives `minimumDataLength`, so that a Failed-AVP has data of
 * the right length.
 */
export function decodeMessage(bytes: Uint8Array, minimumDataLength: MinimumDataLength = () => 0): DecodedMessage {
  if (bytes.length < messageHeaderLength) return { type: 'runt' };
  const avps: Avp[] = [];
  const message = { ...readHeader(bytes), avps };
  try {
    checkFrame(bytes);
    readAvps(bytes, messageHeaderLength, avps, minimumDataLength);
    return { type: 'message', message };
  } catch (error) {
    if (error instanceof DecodeError) return { type: 'malformed', message, fault: error.fault };
    throw error;
  }
}

function checkFrame(bytes: Uint8Array): void {
  if (byteAt(bytes, 0) !== version) {
    throw new DecodeError(resultCode.unsupportedVersion, [], `version ${byteAt(bytes, 0)} where ${version} is known`);
  }
  const length = readUint24(bytes, 1);
  if (length === bytes.length && length % 4 === 0) return;
  const text = `message of length ${length} in ${bytes.length} bytes`;
  throw new DecodeError(resultCode.invalidMessageLength, [], text);
}

function readHeader(bytes: Uint8Array): MessageHeader {
  const flags = byteAt(bytes, 4);
  return {
    isRequest: (flags & flagR) !== 0,
    isProxiable: (flags & flagP) !== 0,
    isError: (flags & flagE) !== 0,
    isRetransmitted: (flags & flagT) !== 0,
    commandCode: readUint24(bytes, 5),
    applicationId: readUint32(bytes, 8),
    hopByHop: readUint32(bytes, 12),
    endToEnd: readUint32(bytes, 16),
  };
}

function encodeFlags({ isRequest, isProxiable, isError, isRetransmitted }: MessageHeader): number {
  return (isRequest ? flagR : 0) | (isProxiable ? flagP : 0) | (isError ? flagE : 0) | (isRetransmitted ? flagT : 0);
}
