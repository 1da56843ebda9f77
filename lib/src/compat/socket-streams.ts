import { Readable, Writable } from 'node:stream';
import type { MessageBuffer } from './message-buffer.ts';
import { MessageLengths } from './message-lengths.ts';
import type { Socket } from './socket.ts';

/** Sends a message on a stream. */
export type SendOnStream = (message: MessageBuffer, stream: number, ppid: number | undefined) => Promise<void>;

/** What comes on one stream of a {@link Socket}. */
export class SocketReadable extends Readable {
  readonly socket: Socket;
  readonly stream_id: number;
  readonly #lengths = new MessageLengths(this);
  readonly #wanted: () => void;

  /** For Socket alone. `wanted` is called when there is room again. */
  constructor(socket: Socket, streamId: number, wanted: () => void) {
    super();
    this.socket = socket;
    this.stream_id = streamId;
    this.#wanted = wanted;
  }

  /** For Socket alone. */
  deliver(message: Buffer): void {
    this.#lengths.push(message);
  }

  /** The next message, or `size` bytes. */
  override read(size?: number): unknown {
    return this.#lengths.read(size, (count) => super.read(count));
  }

  /** @internal */
  override _read(): void {
    this.#wanted();
  }
}

/** Sends on one stream of a {@link Socket}; what is written at once is one message. */
export class SocketWritable extends Writable {
  readonly socket: Socket;
  readonly stream_id: number;
  /** Payload protocol identifier of what has none of its own; undefined: that of the socket. */
  ppid: number | undefined;
  bytesWritten = 0;
  readonly #send: SendOnStream;

  /** For Socket alone. */
  constructor(socket: Socket, streamId: number, ppid: number | undefined, send: SendOnStream) {
    super();
    this.socket = socket;
    this.stream_id = streamId;
    this.ppid = ppid;
    this.#send = send;
  }

  /** @internal */
  override _write(message: MessageBuffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.bytesWritten += message.length;
    this.#send(message, this.stream_id, this.ppid).then(() => done(), done);
  }
}
