import {
  type Capabilities,
  type Command,
  type Connection,
  capabilitiesExchange,
  creditControl,
  type DiameterMessage,
  decodeMessage,
  deviceWatchdog,
  disconnectPeer,
  encodeMessage,
  type RequestOf,
  writeAnswer,
  writeRequest,
} from '@usctp/diameter';
import type { Destination, SimulatedHost } from 'usctp/simulation';
import type { VirtualNodes } from './virtual-nodes.ts';

/** A peer that does what the test says, and nothing by itself. */
export class FakePeer {
  readonly received: DiameterMessage[] = [];
  /** How the connection has ended, once it has. */
  ending: 'graceful' | 'failed' | undefined;
  readonly #nodes: VirtualNodes;
  readonly #identity: string;
  #connection: Connection | undefined;
  #count = 0;

  constructor(nodes: VirtualNodes, identity: string) {
    this.#nodes = nodes;
    this.#identity = identity;
  }

  get origin() {
    return { 'Origin-Host': this.#identity, 'Origin-Realm': 'example' } as const;
  }

  /** Calls a node. */
  async call(from: SimulatedHost, to: Destination): Promise<void> {
    const calling = this.#nodes.connector(from, to).connect(new AbortController().signal);
    await this.#nodes.run(100);
    this.#take(await calling);
  }

  /** Waits to be called. */
  async listen(at: SimulatedHost): Promise<void> {
    await this.#nodes.listener(at).listen((connection) => this.#take(connection));
  }

  /** Calls, and exchanges capabilities. */
  async open(from: SimulatedHost, to: Destination, others: Partial<Capabilities> = {}): Promise<void> {
    await this.call(from, to);
    await this.exchange(this.cer(others));
  }

  /** Sends a message, and gives what came next. */
  async exchange(message: DiameterMessage | Uint8Array): Promise<DiameterMessage | undefined> {
    const { length } = this.received;
    this.send(message);
    await this.#nodes.run(50);
    return this.received[length];
  }

  send(message: DiameterMessage | Uint8Array): void {
    this.#connection?.send(message instanceof Uint8Array ? message : encodeMessage(message), 'ordered');
  }

  shutdown(): void {
    this.#connection?.shutdown();
  }

  /** The last message of a command that has come. */
  last({ code }: Command): DiameterMessage | undefined {
    return this.received.findLast(({ commandCode }) => commandCode === code);
  }

  cer(others: Partial<Capabilities> = {}): DiameterMessage {
    return writeRequest(capabilitiesExchange, { ...this.#capabilities(), ...others }, this.#numbers());
  }

  /** Accepts the CER that has come. */
  acceptCer(others: Partial<Capabilities> = {}): void {
    this.send(this.cea(others));
  }

  /** The bytes of the answer that accepts the CER that has come. */
  cea(others: Partial<Capabilities> = {}): Uint8Array {
    const cer = this.last(capabilitiesExchange);
    if (cer === undefined) throw new Error('there was no CER');
    const values = { ...this.#capabilities(), ...others, 'Result-Code': 2001 };
    return encodeMessage(writeAnswer(capabilitiesExchange, cer, values));
  }

  dwr(): DiameterMessage {
    return writeRequest(deviceWatchdog, this.origin, this.#numbers());
  }

  dpr(cause: 'REBOOTING' | 'BUSY' = 'REBOOTING'): DiameterMessage {
    return writeRequest(disconnectPeer, { ...this.origin, 'Disconnect-Cause': cause }, this.#numbers());
  }

  /** Answers a DWR or a DPR: their answers are alike. */
  answer(request: DiameterMessage): void {
    const answer = writeAnswer(deviceWatchdog, request, { ...this.origin, 'Result-Code': 2001 });
    this.send({ ...answer, commandCode: request.commandCode });
  }

  /** Answers the watchdogs of a while. */
  async keepAlive(duration: number): Promise<void> {
    const { network } = this.#nodes;
    const end = network.now + duration;
    let answered: DiameterMessage | undefined;
    while (network.now < end) {
      const dwr = this.last(deviceWatchdog);
      if (dwr !== undefined && dwr !== answered) this.answer(dwr);
      answered = dwr;
      await this.#nodes.run(200, 100);
    }
  }

  /** CCR, the first one of a session. */
  ccr(others: Partial<RequestOf<typeof creditControl>> = {}): DiameterMessage {
    return writeRequest(creditControl, { ...this.creditControlValues(), ...others }, this.#numbers());
  }

  creditControlValues() {
    return {
      ...this.origin,
      'Session-Id': `${this.#identity};1;1`,
      'Destination-Realm': 'example',
      'Auth-Application-Id': 4,
      'Service-Context-Id': 'test@example',
      'CC-Request-Type': 'INITIAL_REQUEST',
      'CC-Request-Number': 0,
    } as const;
  }

  #take(connection: Connection): void {
    this.#connection = connection;
    connection.handTo({
      message: (bytes) => {
        const decoded = decodeMessage(bytes);
        if (decoded.type !== 'message') throw new Error(`a ${decoded.type} has come`);
        this.received.push(decoded.message);
      },
      garbled: () => {},
      restart: () => {},
      sendFailed: () => {},
      close: (error) => {
        this.ending = error === undefined ? 'graceful' : 'failed';
      },
    });
  }

  #capabilities(): Capabilities {
    return {
      ...this.origin,
      'Host-IP-Address': ['192.0.2.9'],
      'Vendor-Id': 0,
      'Product-Name': 'fake',
      'Auth-Application-Id': [4],
    };
  }

  #numbers() {
    this.#count += 1;
    return { hopByHop: this.#count, endToEnd: this.#count };
  }
}
