import type { Command } from '../command.ts';
import type { Peer } from '../peers.ts';

const configurations = '/opt/peers/freediameter';
const startLimit = 20_000;

/** freeDiameter in the guest: `waits` to be called, or `calls`. */
export class FreeDiameter {
  readonly #peer: Peer;
  readonly #command: Command;

  /** Begins; a `quiet` one does not put every message into its log, which takes longer than the message itself. */
  constructor(peer: Peer, kind: 'waits' | 'calls', { isQuiet = false } = {}) {
    const file = `${configurations}/${kind}.conf`;
    const quiet = `sed /dbg_msg_dumps/d ${file} > /tmp/quiet.conf; `;
    // Its process id is kept, to end it and nothing else.
    const run = `freeDiameterd -c ${isQuiet ? '/tmp/quiet.conf' : file} & echo $! > /tmp/freediameter.pid; wait $!`;
    this.#peer = peer;
    this.#command = peer.startInGuest(`${isQuiet ? quiet : ''}${run}`);
  }

  /** Waits until it runs. */
  async started(): Promise<void> {
    const isRunning = () => this.log.some((line) => line.includes('daemon initialized'));
    const end = performance.now() + startLimit;
    while (!isRunning()) {
      if (performance.now() > end) throw new Error(`freeDiameter has not started: ${this.log.slice(-10).join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What it has printed. */
  get log(): string[] {
    return this.#command.lines.map(({ text }) => String(text));
  }

  /** How many messages of that name it has received or sent, each with the log's own words: `SND to`, `RCV from`. */
  count(direction: 'RCV from' | 'SND to', peer: string, name: string): number {
    const { log } = this;
    const isHeader = (line: string) => line.includes(`${direction} '${peer}'`);
    return log.filter((line, at) => line.includes(`'${name}'`) && isHeader(log[at - 1] ?? '')).length;
  }

  /** Ends it as an operator does, with SIGTERM, or as a crash. */
  async end(signal: 'TERM' | 'KILL'): Promise<void> {
    await this.#peer.runInGuest(`kill -${signal} $(cat /tmp/freediameter.pid)`);
    await this.#command.outcome(startLimit);
  }
}
