import type { DiameterMessage } from '../codec/message.ts';
import type { PeerOutput, Side } from './peer-state.ts';

/** What a state machine has put out, in order, until its owner takes it. */
export class PeerOutputs {
  readonly #outputs: PeerOutput[] = [];

  push(output: PeerOutput): void {
    this.#outputs.push(output);
  }

  send(side: Side, message: DiameterMessage): void {
    this.push({ type: 'send', side, message });
  }

  /** Ends the connection of that side: at once, or once all has arrived. */
  drop(side: Side, how: 'abort' | 'shutdown'): void {
    this.push({ type: 'disconnect', side, isGraceful: how === 'shutdown' });
  }

  next(): PeerOutput | undefined {
    return this.#outputs.shift();
  }
}
