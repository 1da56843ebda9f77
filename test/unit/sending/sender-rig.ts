import type { DataChunk, GapAckBlock } from '../../../lib/src/codec/chunk.ts';
import { decodePacket, PacketWriter } from '../../../lib/src/codec/packet.ts';
import type { Path } from '../../../lib/src/path/path.ts';
import { PathSet } from '../../../lib/src/path/path-set.ts';
import type { FailedMessage, OutboundMessage } from '../../../lib/src/sending/outbound-message.ts';
import { Sender, type SenderOptions } from '../../../lib/src/sending/sender.ts';
import { noTraffic } from '../../../lib/src/traffic-counters.ts';
import { message, pathTo } from './chunks.ts';

/** A packet with DATA, as it went out. */
export interface SentPacket {
  readonly path: Path;
  readonly chunks: readonly DataChunk[];
}

/** A sender whose first TSN is 1, its paths, and what a packet builder does with it. */
export class SenderRig {
  readonly paths: readonly Path[];
  readonly path: Path;
  readonly sender: Sender;
  /** Of messages that asked for it, in the order in which their last piece was transmitted. */
  readonly sentIds: number[] = [];
  /** What was abandoned, in order. */
  readonly abandoned: FailedMessage[] = [];
  now = 0;

  constructor(change: Partial<SenderOptions> = {}, paths: readonly [Path, ...Path[]] = [pathTo()]) {
    const [primary, ...others] = paths;
    this.paths = paths;
    this.path = primary;
    this.sender = new Sender({
      initialTsn: 1,
      peerReceiverWindow: 1_000_000,
      outboundStreams: 4,
      maxBurst: 100,
      noDelay: true,
      paths: new PathSet(primary, others),
      isPartiallyReliable: true,
      reports: {
        messageAbandoned: (failed) => this.abandoned.push(failed),
        messageSent: ({ id }) => this.sentIds.push(id),
      },
      counters: noTraffic(),
      ...change,
    });
  }

  /** Queues messages of these lengths, with ids from 0 on where the test gives none. */
  enqueue(...lengths: readonly number[]): void {
    for (const [id, length] of lengths.entries()) this.send({ id, data: Buffer.alloc(length) });
  }

  send(change: Partial<OutboundMessage>): void {
    this.sender.enqueue(message(change));
  }

  /** All packets that may go now; each has less room by `taken` bytes of other chunks. */
  transmit(taken = 0): SentPacket[] {
    const packets: SentPacket[] = [];
    for (let path = this.sender.nextPath(this.now); path !== undefined; path = this.sender.nextPath(this.now)) {
      const writer = new PacketWriter(path.maxPacketSize - taken);
      writer.start(1, 2, 3);
      if (!this.sender.fill(writer, path, this.now)) break;
      // `as`: a sender writes nothing else.
      packets.push({ path, chunks: decodePacket(writer.finish()).chunks as readonly DataChunk[] });
    }
    return packets;
  }

  /** TSNs of all packets that may go now, packet by packet. */
  transmitTsns(): number[][] {
    return this.transmit().map(({ chunks }) => chunks.map(({ tsn }) => tsn));
  }

  sack(cumulativeTsnAck: number, gapAckBlocks: readonly GapAckBlock[] = [], window = 1_000_000) {
    this.sender.allowBurst();
    const fields = { cumulativeTsnAck, gapAckBlocks, advertisedReceiverWindowCredit: window, duplicateTsns: [] };
    return this.sender.handleSack({ type: 'SACK', ...fields }, this.now);
  }

  /** Goes on to the next deadline, and handles it. */
  timeOut() {
    const deadline = this.sender.nextTimeout;
    if (deadline === undefined) throw new Error('the sender waits for nothing');
    this.now = deadline;
    this.sender.allowBurst();
    return this.sender.handleTimeout(this.now);
  }
}
