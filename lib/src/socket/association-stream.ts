import { Duplex } from 'node:stream';
import { SctpError } from '../errors.ts';
import type { Message, SendOptions } from './message.ts';

/** A message to write to a stream: a {@link Message} will do, of which a part is sent as a message of its own. */
export interface StreamMessage extends Omit<SendOptions, 'stream'> {
  /** One byte or more; text goes as UTF-8. */
  readonly data: Uint8Array | string;
}

/** The association, for one of its streams. */
export interface StreamLink {
  /** The next message that has come, or why one that came in parts will not be completed. */
  read(): Message | SctpError | undefined;
  /** Gives back a message that was read, but got to nobody: it is the next one. */
  unread(message: Message): void;
  send(data: Uint8Array | string, options: SendOptions): Promise<void>;
  /** How the association has ended, once it has. */
  readonly ending: { readonly error: SctpError | undefined } | undefined;
}

/**
 * One stream of an association, in object mode, of which {@link Message}s are read, and to which messages are written: as
 * {@link StreamMessage}, bytes or text.
 *
 * A write is done when `send` is; `finish` says that all of it has been handed to the association, not that the peer has
 * it: SCTP cannot close one stream. Both sides end when the association does; when that fails, the stream is destroyed
 * with its error, after what had come where somebody reads. It is destroyed as well where a message that came in parts
 * breaks off. These errors are emitted where there is a listener, as those of an association are; that of a message that
 * cannot be sent always is. Nothing is read ahead: what nobody has asked for waits in `receiveBuffer`.
 */
export class AssociationStream extends Duplex {
  /** Stream identifier. */
  readonly id: number;
  readonly #link: StreamLink;
  /** Whether a message is asked for that has not come. */
  #isWaiting = false;
  /** The last message that was pushed: the only one that can wait in the buffer of the Duplex. */
  #pushed: Message | undefined;

  /** For `Association` alone. @internal */
  constructor(id: number, link: StreamLink) {
    super({ objectMode: true, readableHighWaterMark: 0, allowHalfOpen: false });
    this.id = id;
    this.#link = link;
  }

  /** The messages that come, to the end; leaving the loop destroys the stream, as it does with all of Node's. */
  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<Message> {
    return super[Symbol.asyncIterator]();
  }

  /** @internal */
  override _read(): void {
    this.#isWaiting = true;
    this.#pushed = undefined;
    this.#next();
  }

  /** @internal */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (this.readableLength > 0 && this.#pushed !== undefined) this.#link.unread(this.#pushed);
    this.#pushed = undefined;
    callback(error);
  }

  /** @internal */
  override _write(chunk: unknown, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    const { data, ...options } = streamMessageOf(chunk);
    this.#link.send(data, { ...options, stream: this.id }).then(
      () => process.nextTick(callback),
      (error) => process.nextTick(callback, error),
    );
  }

  /** There may be something to read. @internal */
  handleReadable(): void {
    if (this.#isWaiting) this.#next();
  }

  /** The association has ended. @internal */
  handleEnding(): void {
    const error = this.#link.ending?.error;
    const isRead = this.readableFlowing !== null;
    // Who only writes hears of it at once.
    if (!isRead && error !== undefined) this.#fail(error);
    if (this.readableLength === 0) this.#next();
    if (!isRead && !this.destroyed && this.readableLength === 0) this.resume();
  }

  #next(): void {
    if (this.destroyed) return;
    const next = this.#link.read();
    const { ending } = this.#link;
    if (next === undefined && ending === undefined) return;
    this.#isWaiting = false;
    if (next instanceof SctpError) this.#fail(next);
    else if (next !== undefined) this.#push(next);
    else if (ending?.error !== undefined) this.#fail(ending.error);
    else this.push(null);
  }

  #push(message: Message): void {
    this.#pushed = message;
    this.push(message);
  }

  /** As with an association, what comes from the peer ends nobody who does not listen for errors. */
  #fail(error: SctpError): void {
    this.destroy(this.listenerCount('error') > 0 ? error : undefined);
  }
}

function streamMessageOf(chunk: unknown): StreamMessage {
  const isMessage = typeof chunk === 'object' && chunk !== null && 'data' in chunk;
  // `as`: what is neither is refused by `send`, as are wrong options.
  return (isMessage ? chunk : { data: chunk }) as StreamMessage;
}
