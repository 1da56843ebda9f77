import type { Association as CoreAssociation } from '../association/association.ts';
import type { SctpError } from '../errors.ts';
import { SparseMap } from '../sparse-map.ts';
import { AssociationStream, type StreamLink } from './association-stream.ts';
import { deliveryOf } from './delivery.ts';
import type { Driver } from './driver.ts';
import type { Message } from './message.ts';
import { checkStreamId } from './send-checks.ts';

/** The streams of an association that are read and written apart. */
export class AssociationStreams {
  readonly #core: CoreAssociation;
  readonly #driver: Driver;
  readonly #user: Pick<StreamLink, 'send'>;
  readonly #streams = new SparseMap<number, AssociationStream>();
  /** By stream: what a Duplex had read, but nobody had taken from it when it was destroyed. */
  readonly #unread = new SparseMap<number, Message>();
  #isDiscarding = false;
  #ending: StreamLink['ending'];

  constructor(core: CoreAssociation, driver: Driver, user: Pick<StreamLink, 'send'>) {
    this.#core = core;
    this.#driver = driver;
    this.#user = user;
  }

  /** The stream, which is made where there is none that has not been destroyed. @throws as {@link checkStreamId} */
  of(id: number): AssociationStream {
    const { inboundStreams, outboundStreams } = this.#core;
    checkStreamId(id, Math.max(inboundStreams, outboundStreams));
    const existing = this.#streams.get(id);
    if (existing !== undefined && !existing.destroyed) return existing;
    this.#core.separate(id);
    const stream = new AssociationStream(id, this.#linkOf(id));
    this.#streams.set(id, stream);
    return stream;
  }

  /** There may be something to read on this stream. */
  handleReadable(id: number): void {
    while (this.#isDiscarding && this.#core.read(this.#driver.now(), id) !== undefined) this.#driver.flushSoon();
    this.#streams.get(id)?.handleReadable();
  }

  /** Nobody reads any more: what waits and what comes is dropped, so that the peer can send the rest. */
  discard(): void {
    this.#isDiscarding = true;
    for (const id of this.#streams.keys()) this.handleReadable(id);
  }

  /** The association has ended. */
  close(error: SctpError | undefined): void {
    this.#ending = { error };
    // Each for itself: a listener of one that throws keeps it from no other.
    for (const stream of this.#streams.values()) process.nextTick(() => stream.handleEnding());
  }

  #linkOf(id: number): StreamLink {
    const ending = () => this.#ending;
    return {
      send: (data, options) => this.#user.send(data, options),
      unread: (message) => this.#unread.set(id, message),
      read: () => {
        const unread = this.#unread.get(id);
        this.#unread.delete(id);
        if (unread !== undefined) return unread;
        const received = this.#core.read(this.#driver.now(), id);
        if (received === undefined) return undefined;
        this.#driver.flushSoon();
        return deliveryOf(received, this.#ending?.error);
      },
      get ending() {
        return ending();
      },
    };
  }
}
