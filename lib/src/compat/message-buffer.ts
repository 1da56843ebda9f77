import type { Message } from '../socket/message.ts';

/** Bytes of one message, which know how they came, or are to be sent. */
export interface MessageBuffer extends Buffer {
  /** Payload protocol identifier. */
  ppid?: number;
  /** Stream identifier. */
  sid?: number;
}

/** The data of a message that came, with its stream and payload protocol identifier. */
export function messageBuffer({ data, stream, ppid }: Message): MessageBuffer {
  return Object.assign(data, { ppid, sid: stream });
}
