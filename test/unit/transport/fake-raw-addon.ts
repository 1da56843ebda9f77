import type { RawAddon, RawHandle } from '../../../lib/src/transport/raw-addon.ts';

export interface Sent {
  readonly bytes: Uint8Array;
  readonly ip: string;
}

/** A handle without a socket: what it "receives" is put into `incoming`. */
export class FakeRawHandle implements RawHandle {
  readonly family: 4 | 6;
  readonly incoming: { readonly bytes: Uint8Array; readonly source: string }[] = [];
  readonly sent: Sent[] = [];
  /** As `level/option/value`. */
  readonly options: string[] = [];
  readonly refusedOptions = new Set<number>();
  isPaused = false;
  isClosed = false;
  /** Reads that found nothing. */
  emptyReads = 0;
  sendError: Error | undefined;
  readonly #listeners = new Map<string, (error: Error) => void>();

  constructor(family: 4 | 6) {
    this.family = family;
  }

  on(event: string, listener: (error: Error) => void): this {
    this.#listeners.set(event, listener);
    return this;
  }

  removeAllListeners(event: string): this {
    this.#listeners.delete(event);
    return this;
  }

  setOption(level: number, option: number, value: number | Uint8Array): void {
    if (this.refusedOptions.has(option)) throw new Error('Operation not permitted');
    const text = typeof value === 'number' ? value : Buffer.from(value).toString('hex');
    this.options.push(`${level}/${option}/${text}`);
  }

  recv(buffer: Uint8Array, callback: (buffer: Uint8Array, bytes: number, source: string) => void): void {
    const next = this.incoming.shift();
    if (next === undefined) {
      this.emptyReads += 1;
      throw new Error('Resource temporarily unavailable');
    }
    buffer.set(next.bytes);
    callback(buffer, next.bytes.length, next.source);
  }

  send(buffer: Uint8Array, offset: number, length: number, ip: string, callback: (bytes: number) => void): void {
    if (this.sendError !== undefined) throw this.sendError;
    this.sent.push({ bytes: buffer.slice(offset, offset + length), ip });
    callback(length);
  }

  pause(recv: boolean): void {
    this.isPaused = recv;
  }

  close(): void {
    this.isClosed = true;
  }

  /** One wake-up: the event loop saw the socket readable. */
  wake(): void {
    this.#listeners.get('recvReady')?.(new Error('unused'));
  }

  fail(error: Error): void {
    this.#listeners.get('error')?.(error);
  }
}

/** The addon of fake handles; `refusals` are thrown where a socket of the family is created. */
export class FakeRawAddon implements RawAddon {
  readonly handles: FakeRawHandle[] = [];
  /** Those of other protocols than SCTP. */
  readonly otherHandles: FakeRawHandle[] = [];
  readonly refusals: { 4?: Error; 6?: Error } = {};
  /** Whether there can be no socket for ICMP. */
  refusesIcmp = false;
  /** Options that new handles refuse. */
  readonly refusedOptions: number[] = [];

  createSocket({ protocol, addressFamily }: { protocol: number; addressFamily: number }): {
    readonly wrap: FakeRawHandle;
  } {
    const family = addressFamily === 1 ? 4 : 6;
    const isIcmp = protocol === 1 || protocol === 58;
    if (isIcmp && this.refusesIcmp) throw new Error('Operation not permitted');
    const refusal = this.refusals[family];
    if (refusal !== undefined) throw refusal;
    const handle = new FakeRawHandle(family);
    for (const option of this.refusedOptions) handle.refusedOptions.add(option);
    handle.on('recvReady', () => {
      throw new Error("the addon's own reader is still there");
    });
    if (protocol !== 132) this.otherHandles.push(handle);
    else this.handles.push(handle);
    return { wrap: handle };
  }

  /** The newest open handle of the family. */
  handle(family: 4 | 6): FakeRawHandle {
    const found = this.handles.filter((handle) => handle.family === family && !handle.isClosed).at(-1);
    if (found === undefined) throw new Error(`no socket of IPv${family} is open`);
    return found;
  }
}
