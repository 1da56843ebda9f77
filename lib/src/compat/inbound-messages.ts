import type { Association } from '../socket/association.ts';
import type { Message } from '../socket/message.ts';
import { type MessageBuffer, messageBuffer } from './message-buffer.ts';
import { MessagePump } from './message-pump.ts';
import type { Socket } from './socket.ts';
import { SocketReadable } from './socket-streams.ts';

/** What a socket does with the messages that come. */
interface Receiver {
  deliver(message: MessageBuffer, stream: number): void;
  /** All messages have been delivered, and no more will come. */
  end(): void;
}

/**
 * The messages that come for a socket. Those of a stream that is read by itself wait for themselves, so that one which
 * nobody reads does not hold up the others.
 */
export class InboundMessages {
  readonly #socket: Socket;
  readonly #association: Association;
  readonly #receiver: Receiver;
  readonly #readables = new Map<number, SocketReadable>();
  readonly #pumps: MessagePump[] = [];
  #openPumps = 0;
  /** The association has ended: what has come, which its window bounds, is handed over at once. */
  #isOver = false;

  constructor(socket: Socket, association: Association, receiver: Receiver) {
    this.#socket = socket;
    this.#association = association;
    this.#receiver = receiver;
    this.#pumpFrom(() => association, socket);
    association.once('close', () => {
      this.#isOver = true;
      this.resume();
    });
  }

  /** Whether all messages have been delivered. */
  get hasEnded(): boolean {
    return this.#openPumps === 0;
  }

  /** What comes on one stream: the same one each time. `made` is called with it the first time. */
  readableOf(stream: number, made: (readable: SocketReadable) => void): SocketReadable {
    const known = this.#readables.get(stream);
    if (known !== undefined) return known;
    const readable = new SocketReadable(this.#socket, stream, () => this.resume());
    this.#readables.set(stream, readable);
    this.#pumpFrom(() => this.#association.stream(stream), readable);
    made(readable);
    return readable;
  }

  /** There may be room again. */
  resume(): void {
    for (const pump of this.#pumps) pump.resume();
  }

  /** What still comes goes nowhere, so that the peer can finish. */
  discard(): void {
    for (const pump of this.#pumps) pump.discard();
    for (const readable of this.#readables.values()) readable.destroy();
  }

  #pumpFrom(source: () => AsyncIterable<Message>, reader: Socket | SocketReadable): void {
    this.#openPumps += 1;
    const pump = new MessagePump(source, {
      hasRoom: () => this.#isOver || !(isFull(reader) || isFull(this.#socket)),
      deliver: (message) => this.#receiver.deliver(messageBuffer(message), message.stream),
      end: () => this.#end(),
    });
    this.#pumps.push(pump);
  }

  #end(): void {
    this.#openPumps -= 1;
    if (!this.hasEnded) return;
    for (const readable of this.#readables.values()) readable.push(null);
    this.#receiver.end();
  }
}

function isFull({ readableLength, readableHighWaterMark, destroyed }: Socket | SocketReadable): boolean {
  return !destroyed && readableLength >= readableHighWaterMark;
}
