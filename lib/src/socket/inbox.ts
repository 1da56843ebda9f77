import type { EventEmitter } from 'node:events';
import type { Association as CoreAssociation } from '../association/association.ts';
import type { SctpError } from '../errors.ts';
import type { ReceivedMessage } from '../receiving/received-message.ts';
import type { AssociationEvents } from './association-events.ts';
import { deliveryOf, messageOf } from './delivery.ts';
import type { Driver } from './driver.ts';
import { MessageIterator } from './message-iterator.ts';

const none: readonly (() => void)[] = [];

/** The messages that have come for the user of an association: to who listens for them, or reads them one by one. */
export class Inbox {
  readonly #emitter: EventEmitter<AssociationEvents>;
  readonly #core: CoreAssociation;
  readonly #driver: Driver;
  #readers: readonly (() => void)[] = none;
  #isDiscarding = false;
  #ending: { readonly error: SctpError | undefined } | undefined;

  constructor(emitter: EventEmitter<AssociationEvents>, core: CoreAssociation, driver: Driver) {
    this.#emitter = emitter;
    this.#core = core;
    this.#driver = driver;
  }

  /** There may be something to read. */
  handleReadable(): void {
    while (this.#isDiscarding && this.#read() !== undefined);
    this.#wakeReaders();
    this.emitMessages();
  }

  /** Nobody reads any more: what waits and what comes is dropped, so that the peer can send the rest. */
  discard(): void {
    this.#isDiscarding = true;
    this.handleReadable();
  }

  /** Nothing more comes; what was left can still be read. */
  close(error: SctpError | undefined): void {
    this.#ending = { error };
    this.emitMessages();
    this.#wakeReaders();
  }

  /** Reads to the end, see {@link MessageIterator}. */
  iterate(): MessageIterator {
    const ending = () => this.#ending;
    return new MessageIterator({
      read: () => {
        const received = this.#read();
        return received && deliveryOf(received, ending()?.error);
      },
      get ending() {
        return ending();
      },
      whenReadable: (wake) => {
        this.#readers = [...this.#readers, wake];
      },
    });
  }

  /** Takes the next message that has come, in the order of their coming. */
  #read(): ReceivedMessage | undefined {
    const received = this.#core.read(this.#driver.now());
    if (received !== undefined) this.#driver.flushSoon();
    return received;
  }

  /** Hands what has come to those who listen for messages, if anybody does. */
  emitMessages(): void {
    while (this.#emitter.listenerCount('message') > 0) {
      const received = this.#read();
      if (received === undefined) return;
      const { streamId: stream, ppid, unordered } = received;
      try {
        if (received.aborted) this.#emitter.emit('partialDeliveryAborted', { stream, ppid, unordered });
        else this.#emitter.emit('message', messageOf(received));
      } catch (error) {
        // The next ones are not lost for what a listener throws.
        process.nextTick(() => this.emitMessages());
        throw error;
      }
    }
  }

  #wakeReaders(): void {
    const readers = this.#readers;
    this.#readers = none;
    for (const wake of readers) wake();
  }
}

/** Listens for `newListener` of an association: one function for all, as associations are many. */
export function listenedTo(this: { handleListening(): void }, name: unknown): void {
  if (name === 'message') process.nextTick(() => this.handleListening());
}
