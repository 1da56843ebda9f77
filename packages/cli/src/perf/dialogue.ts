import type { Association, Message } from 'usctp';
import { formatPayload } from '../format.ts';
import type { Tally } from '../tally.ts';
import { type Control, controlPpid, decodeControl, encodeControl } from './control.ts';

/** Control messages that may wait to be looked at: nobody who keeps to the order has more. */
const mostControls = 4;

type ControlOf<Name extends Control['control']> = Extract<Control, { readonly control: Name }>;

/** One side of a test: control messages apart from the traffic, which is counted. */
export class Dialogue {
  readonly association: Association;
  readonly tally: Tally;
  readonly #controls: Control[] = [];
  readonly #stop = new AbortController();
  #wake: () => void = () => {};
  #failure: Error | undefined;
  #trafficSince: number | undefined;
  #isEnded = false;

  /** What is done with each message of the traffic. */
  handleTraffic: (message: Message) => void = () => {};

  constructor(association: Association, tally: Tally) {
    this.association = association;
    this.tally = tally;
    association.on('message', (message) => this.#receive(message));
    association.on('peerShutdown', () => this.#end());
    association.once('close', () => this.#end());
  }

  /** Aborted when one side wants the sender to come to an end. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** When the first message of the traffic came; undefined before. */
  get trafficSince(): number | undefined {
    return this.#trafficSince;
  }

  /** Asks the sender to come to an end, whichever side it is. */
  stop(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    // An association that ends meanwhile tells so to whoever waits on it.
    void this.tell({ control: 'stop' }).catch(() => undefined);
  }

  async tell(control: Control): Promise<void> {
    await this.association.send(encodeControl(control), { ppid: controlPpid });
  }

  /** The next control message, which has to be one of those named. @throws Error when it is not, or none can come. */
  async next<Name extends Control['control']>(...names: readonly Name[]): Promise<ControlOf<Name>> {
    while (this.#failure === undefined && this.#controls.length === 0) {
      if (this.#isEnded) throw this.association.error ?? new Error('the peer has ended the test');
      await this.change();
    }
    if (this.#failure !== undefined) throw this.#failure;
    const control = this.#controls.shift();
    if (control?.control === 'refused') throw faultOf(`the peer refuses the test: ${control.reason}`);
    // `as`: what is among the names has a type among theirs.
    if (names.some((name) => name === control?.control)) return control as ControlOf<Name>;
    throw new Error(`the peer says \`${control?.control}\` where \`${names.join('` or `')}\` should come`);
  }

  /** Resolves when a control message has come, the association ends, or {@link wake} is called. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    this.#wake();
  }

  /** Whether no message can come any more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  #receive(message: Message): void {
    if (message.ppid !== controlPpid) {
      this.#trafficSince ??= performance.now();
      this.tally.countReceived(message.data);
      this.handleTraffic(message);
      return;
    }
    try {
      const control = decodeControl(message);
      if (control.control === 'stop') this.#stop.abort();
      else if (this.#controls.length < mostControls) this.#controls.push(control);
      else this.#failure ??= new Error('the peer sends control messages out of turn');
    } catch (error) {
      // `as`: decodeControl throws nothing else.
      this.#failure ??= faultOf((error as Error).message);
    }
    this.#wake();
  }

  #end(): void {
    this.#isEnded = true;
    this.#stop.abort();
    this.#wake();
  }
}

/** The text may have words of the peer, which are not to move the cursor of a terminal. */
function faultOf(text: string): Error {
  return new Error(formatPayload(Buffer.from(text)));
}
