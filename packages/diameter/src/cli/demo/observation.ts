import { ppid, type Sighting, type Transport, tap } from 'usctp';
import { type Chunk, decodePacket, describeChunk } from 'usctp/codec';
import { baseDictionary } from '../../dictionary/base/base-dictionary.ts';
import { creditControl, creditControlVocables } from '../../dictionary/credit-control/command.ts';

/** What passed between client and server, and when, in ms since the start. */
export interface Passage {
  readonly time: number;
  readonly direction: 'in' | 'out';
  readonly text: string;
}

const dictionary = baseDictionary.extend(creditControlVocables);

/** Watches the client's packets: chunks of the set-up and the end, Diameter messages between peers, and where data went. */
export class Observation {
  readonly #start = performance.now();
  readonly #passages: Passage[] = [];
  readonly #seen = new Set<string>();
  readonly #streams = new Set<number>();
  #packetsTo = new Map<string, number>();

  /** All but credit control, each once. */
  get passages(): readonly Passage[] {
    return this.#passages;
  }

  /** Streams that messages went out on. */
  get streamCount(): number {
    return this.#streams.size;
  }

  watch(transport: Transport): Transport {
    return tap(transport, (sighting) => this.#see(sighting));
  }

  /** Packets with data to each address of the server, since this was last asked. */
  takePackets(): ReadonlyMap<string, number> {
    const packets = this.#packetsTo;
    this.#packetsTo = new Map();
    return packets;
  }

  #see({ direction, packet, destination }: Sighting): void {
    let hasData = false;
    for (const chunk of decodePacket(packet).chunks) {
      if (chunk.type === 'DATA') {
        hasData = true;
        if (direction === 'out') this.#streams.add(chunk.streamId);
      }
      const text = describe(chunk);
      if (text !== undefined) this.#enter(direction, text);
    }
    const ip = destination?.ip;
    if (hasData && direction === 'out' && ip !== undefined) this.#packetsTo.set(ip, (this.#packetsTo.get(ip) ?? 0) + 1);
  }

  /** What is sent again is no news. */
  #enter(direction: Passage['direction'], text: string): void {
    const key = `${direction} ${text}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#passages.push({ time: performance.now() - this.#start, direction, text });
  }
}

function describe(chunk: Chunk): string | undefined {
  if (chunk.type !== 'DATA') return /^(INIT|COOKIE|SHUTDOWN)/.test(chunk.type) ? describeChunk(chunk) : undefined;
  if (chunk.ppid !== ppid.diameter) return undefined;
  const decoded = dictionary.decodeMessage(chunk.userData);
  if (decoded.type !== 'message' || decoded.message.commandCode === creditControl.code) return undefined;
  const command = dictionary.findCommand(decoded.message);
  if (command.type === 'fault') return undefined;
  return `${command.value.name}-${decoded.message.isRequest ? 'Request' : 'Answer'}`;
}
