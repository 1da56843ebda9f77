import { byteAt, readUint32 } from '../codec/bytes.ts';
import { type DecodedMessage, type DiameterMessage, encodeMessage } from '../codec/message.ts';
import type { Side } from '../peer/peer-state.ts';
import type { Connection, ConnectionEvents } from './connection.ts';

/** Sends the answer to a request; once. */
export type Reply = (answer: DiameterMessage) => void;

/** Whose connection it is. */
export interface LinkOwner {
  readonly decode: (bytes: Uint8Array) => DecodedMessage;
  received(link: Link, decoded: Exclude<DecodedMessage, { readonly type: 'runt' }>): void;
  /** The request with this Hop-by-Hop Identifier has not left this host. */
  requestUnsent(hopByHop: number): void;
  /** The connection has ended; or the peer has restarted, and it counts as another one. */
  lost(link: Link, how: 'ended' | 'restarted'): void;
}

/** A connection as a peer uses it. */
export class Link {
  readonly side: Side;
  readonly connection: Connection;
  #mayReorder = false;
  #unanswered = 0;
  #isEnding = false;

  constructor(side: Side, connection: Connection) {
    this.side = side;
    this.connection = connection;
  }

  /** Has the owner told what happens from now on. */
  handTo(owner: LinkOwner): void {
    this.connection.handTo(this.#eventsFor(owner));
  }

  /**
   * The peer is known to have got CEA, or to have sent it: from now on messages may overtake each other. Before, one
   * that overtakes CEA would end the connection (RFC 6733 §2.1.1).
   */
  allowReordering(): void {
    this.#mayReorder = true;
  }

  /** Sends a message that must not overtake others: of the capabilities exchange, the watchdog, the disconnection. */
  sendInOrder(message: DiameterMessage): void {
    this.connection.send(encodeMessage(message), 'ordered');
  }

  /** Sends a message of an application. */
  send(message: DiameterMessage): void {
    this.connection.send(encodeMessage(message), this.#mayReorder ? 'unordered' : 'ordered');
  }

  /** How the request is answered that has come by this connection: with its own Hop-by-Hop Identifier. */
  replyTo({ hopByHop }: DiameterMessage): Reply {
    let isAnswered = false;
    this.#unanswered += 1;
    return (answer) => {
      if (isAnswered) return;
      isAnswered = true;
      this.send(answer.hopByHop === hopByHop ? answer : { ...answer, hopByHop });
      this.#unanswered -= 1;
      this.#endWhenAnswered();
    };
  }

  /** Ends the connection: gracefully once all requests are answered, or at once. */
  end(isGraceful: boolean): void {
    if (!isGraceful) {
      this.connection.abort('the Diameter connection has failed');
      return;
    }
    this.#isEnding = true;
    this.#endWhenAnswered();
  }

  #eventsFor(owner: LinkOwner): ConnectionEvents {
    const receive = (bytes: Uint8Array) => {
      const decoded = owner.decode(bytes);
      // RFC 6733 §2.1: what cannot be parsed at all leaves nothing but a reset.
      if (decoded.type === 'runt') this.connection.abort('shorter than a Diameter header');
      else owner.received(this, decoded);
    };
    return {
      message: receive,
      garbled: () => this.connection.abort('not Diameter'),
      restart: () => owner.lost(this, 'restarted'),
      sendFailed: (bytes, wasSent) => {
        const isRequest = (byteAt(bytes, 4) & 0x80) !== 0;
        if (isRequest && !wasSent) owner.requestUnsent(readUint32(bytes, 12));
      },
      close: () => owner.lost(this, 'ended'),
    };
  }

  #endWhenAnswered(): void {
    if (!this.#isEnding || this.#unanswered > 0) return;
    this.#isEnding = false;
    this.connection.shutdown();
  }
}
