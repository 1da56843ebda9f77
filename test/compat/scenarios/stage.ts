import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { type EventEmitter, once } from 'node:events';
import type { Duplex } from 'node:stream';
import type sctp from 'usctp/compat';
import type { ConnectOptions, MessageBuffer, Socket } from 'usctp/compat';

/** The package, whichever it is. */
export type Sctp = typeof sctp;

/** What a scenario saw, as JSON. */
export type Outcome = unknown;

/** A script that is the same for every package; its name says what a user relies on. */
export type Scenarios = Readonly<Record<string, (stage: Stage) => Promise<Outcome>>>;

/** Two ends on loopback UDP, each by a package. */
export interface Stage {
  readonly client: Sctp;
  readonly server: Sctp;
  /** Messages of exceptions that nobody caught. */
  readonly uncaught: readonly string[];
}

/** What is made before the sockets of a {@link Pair} are. */
export interface PairOptions {
  readonly client?: Partial<ConnectOptions>;
  readonly server?: Partial<ConnectOptions>;
}

export interface Pair {
  /** Has connected. */
  readonly a: Socket;
  /** Has waited for it. */
  readonly z: Socket;
  readonly udpOfA: UdpSocket;
  readonly udpOfZ: UdpSocket;
}

/** Two UDP sockets that are connected to each other. */
export async function udpPair(): Promise<[UdpSocket, UdpSocket]> {
  const sockets = [createSocket('udp4'), createSocket('udp4')] as const;
  for (const socket of sockets) {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  }
  for (const [from, to] of [sockets, [...sockets].reverse()]) {
    if (from === undefined || to === undefined) continue;
    from.connect(to.address().port, '127.0.0.1');
    await once(from, 'connect');
  }
  return [...sockets];
}

/** Two sockets that are connecting. */
export async function startPair(stage: Stage, options: PairOptions = {}): Promise<Pair> {
  const [udpOfA, udpOfZ] = await udpPair();
  const z = stage.server.connect({
    passive: true,
    localPort: 5000,
    port: 5001,
    udpTransport: udpOfZ,
    ...options.server,
  });
  const a = stage.client.connect({ localPort: 5001, port: 5000, udpTransport: udpOfA, ...options.client });
  return { a, z, udpOfA, udpOfZ };
}

/** Two sockets that are connected. */
export async function connectPair(stage: Stage, options: PairOptions = {}): Promise<Pair> {
  const pair = await startPair(stage, options);
  await Promise.all([once(pair.a, 'connect'), once(pair.z, 'connect')]);
  return pair;
}

/** Bytes with a payload protocol identifier. */
export function messageOf(data: string | Buffer, ppid?: number): MessageBuffer {
  const message: MessageBuffer = Buffer.from(data);
  if (ppid !== undefined) message.ppid = ppid;
  return message;
}

/** The messages that come until there are `count`. */
export function messagesFrom(stream: Pick<Duplex, 'on'>, count: number): Promise<MessageBuffer[]> {
  const messages: MessageBuffer[] = [];
  return new Promise((resolve) => {
    stream.on('data', (message: MessageBuffer) => {
      messages.push(message);
      if (messages.length === count) resolve(messages);
    });
  });
}

/** Names of events, in their order. */
export function eventsOf(emitter: Pick<EventEmitter, 'on'>, names: readonly string[]): string[] {
  const events: string[] = [];
  for (const name of names) {
    emitter.on(name, (error?: unknown) => {
      const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
      events.push(name + code);
    });
  }
  return events;
}

/** Resolves at the event, whatever errors come before. */
export function event(socket: Socket, name: string): Promise<void> {
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.once(name, () => resolve());
  });
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Resolves once this process has been idle, or has had its turns, for about that time in ms. Both ends are in it, so that
 * on a machine that is busy the wait gets longer as what it waits for does.
 */
export async function patience(ms: number): Promise<void> {
  const turn = 20;
  for (let waited = 0; waited < ms; waited += turn) await delay(turn);
}

export const text = (message: Buffer): string => message.toString();
