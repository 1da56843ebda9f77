import type { DecodedMessage, DiameterMessage } from '../codec/message.ts';
import { encodeMessage } from '../codec/message.ts';
import { capabilitiesExchange } from '../dictionary/base/peer-commands.ts';
import { type BaseMessages, isOf } from '../peer/base-messages.ts';
import { type Caller, screen } from '../peer/caller.ts';
import { Alarm, type Clock } from './clock.ts';
import type { Connection } from './connection.ts';

/** What becomes of connections that peers make. */
export interface IncomingOptions {
  readonly messages: BaseMessages;
  readonly clock: Clock;
  /** Longest wait for CER, in ms. */
  readonly timeout: number;
  readonly decode: (bytes: Uint8Array) => DecodedMessage;
  readonly isKnown: (originHost: string) => boolean;
  /** R-Conn-CER: whether the connection is taken. */
  readonly accept: (caller: Caller, connection: Connection) => boolean;
}

/** Waits for the CER on a connection that a peer has made: before, nobody knows whose it is (RFC 6733 §5.6.1). */
export function awaitCapabilities(connection: Connection, options: IncomingOptions): void {
  const { clock, decode, timeout } = options;
  const alarm = new Alarm(clock, () => end('no capabilities exchange in time'));
  const end = (reason: string) => {
    alarm.set(Number.POSITIVE_INFINITY);
    connection.abort(reason);
  };
  let hasCome = false;
  const receive = (bytes: Uint8Array) => {
    if (hasCome) return;
    hasCome = true;
    const decoded = decode(bytes);
    if (decoded.type === 'runt' || !isCer(decoded.message)) {
      end('a Diameter connection begins with CER');
      return;
    }
    alarm.set(Number.POSITIVE_INFINITY);
    handleCer(connection, decoded, options);
  };
  alarm.set(clock.now() + timeout);
  connection.handTo({
    message: receive,
    garbled: () => end('not Diameter'),
    restart: () => {
      hasCome = false;
      alarm.set(clock.now() + timeout);
    },
    sendFailed: () => {},
    close: () => alarm.set(Number.POSITIVE_INFINITY),
  });
}

function handleCer(
  connection: Connection,
  decoded: Exclude<DecodedMessage, { readonly type: 'runt' }>,
  { messages, isKnown, accept }: IncomingOptions,
): void {
  const { localAddresses } = connection;
  const refuse = (answer: DiameterMessage) => {
    connection.send(encodeMessage(answer), 'ordered');
    connection.shutdown();
  };
  if (decoded.type === 'malformed') {
    refuse(messages.capabilitiesAnswer(decoded.message, localAddresses, decoded.fault));
    return;
  }
  const screening = screen(decoded.message, { messages, localAddresses, isKnown });
  if (screening.type === 'refused') refuse(screening.answer);
  // R-Reject: another connection is in use, or both sides have called and the election is under way.
  else if (!accept(screening.caller, connection)) connection.shutdown();
}

function isCer(message: DiameterMessage): boolean {
  return message.isRequest && isOf(capabilitiesExchange, message);
}
