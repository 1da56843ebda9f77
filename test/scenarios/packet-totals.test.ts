import * as assert from 'uvu/assert';
import { type Chunk, decodePacket } from '../../lib/src/codec/index.ts';
import { type SimulatedHost, SimulatedNetwork, type SimulatedPacket } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

const clientCount = 8;
/** Chunks that T1 and T2 have sent again. */
const repeatable: ReadonlySet<Chunk['type']> = new Set<Chunk['type']>(['INIT', 'COOKIE ECHO', 'SHUTDOWN ACK']);

/** Counts what a host has sent by reading its packets alone. */
class Witness {
  packets = 0;
  bytes = 0;
  ctrlChunks = 0;
  orderChunks = 0;
  unorderChunks = 0;
  sacks = 0;
  rtxChunks = 0;
  readonly #seen = new Set<string>();

  see({ bytes, to }: SimulatedPacket): void {
    this.packets += 1;
    this.bytes += bytes.length;
    const { chunks, sourcePort, destinationPort } = decodePacket(bytes);
    const ends = `${sourcePort} ${destinationPort} ${to.ip.slice(0, 3)}`;
    for (const chunk of chunks) this.#see(chunk, ends);
  }

  #see(chunk: Chunk, ends: string): void {
    if (chunk.type === 'DATA') this.#seeData(chunk, ends);
    else if (!repeatable.has(chunk.type) || this.#isNew(`${ends} ${chunk.type}`)) this.ctrlChunks += 1;
    if (chunk.type === 'SACK') this.sacks += 1;
  }

  #seeData({ tsn, unordered }: Extract<Chunk, { readonly type: 'DATA' }>, ends: string): void {
    if (!this.#isNew(`${ends} ${tsn}`)) this.rtxChunks += 1;
    else if (unordered) this.unorderChunks += 1;
    else this.orderChunks += 1;
  }

  #isNew(key: string): boolean {
    const isNew = !this.#seen.has(key);
    this.#seen.add(key);
    return isNew;
  }

  get totals() {
    const { packets, bytes, ctrlChunks, orderChunks, unorderChunks, sacks, rtxChunks } = this;
    return { packets, bytes, ctrlChunks, orderChunks, unorderChunks, sacks, rtxChunks };
  }
}

function totalsOf(host: SimulatedHost) {
  const statistics = host.statistics();
  return {
    packets: statistics.outSctpPacks,
    bytes: statistics.packetBytesSent,
    ctrlChunks: statistics.outCtrlChunks,
    orderChunks: statistics.outOrderChunks,
    unorderChunks: statistics.outUnorderChunks,
    sacks: statistics.sacksSent,
    rtxChunks: statistics.rtxChunks,
  };
}

/** A server, and clients that send and get messages over links that lose and double packets, some to the end. */
class Exchange {
  readonly network = new SimulatedNetwork({ seed: 7, link: { delay: 5, loss: 0.05, duplication: 0.02 } });
  readonly witnesses = new Map<string, Witness>();
  readonly server: SimulatedHost;
  readonly clients: readonly SimulatedHost[];

  constructor() {
    this.network.intercept = (packet) => {
      this.witnesses.get(packet.from.ip)?.see(packet);
      return false;
    };
    this.server = this.network.host({
      addresses: ['192.0.2.1'],
      port: 5000,
      onEvent: (association, event) => {
        if (event.type === 'message') association.send(event.message.data, { unordered: true });
      },
    });
    this.server.listen();
    this.witnesses.set('192.0.2.1', new Witness());
    this.clients = Array.from({ length: clientCount }, (_, i) => this.#client(`198.51.100.${i + 1}`, 6000 + i));
  }

  witnessOf(host: SimulatedHost) {
    return this.witnesses.get(host.addresses[0]?.ip ?? '')?.totals;
  }

  run(): void {
    for (const client of this.clients) client.connect(this.server);
    const isUp = () => this.clients.every(({ state }) => state === 'ESTABLISHED');
    assert.ok(this.network.runUntil(isUp));
    for (const { association } of this.clients) {
      for (let i = 0; i < 40; i += 1) association?.send(new Uint8Array(100 * i + 1), { stream: i % 3 });
    }
    assert.ok(
      this.network.runUntil(() => this.clients.every(({ association }) => association?.messages.length === 40)),
    );
    for (const { association } of this.clients.slice(0, clientCount / 2)) association?.shutdown();
    const isHalf = () => this.server.statistics().shutdowns === clientCount / 2;
    assert.ok(this.network.runUntil(isHalf));
  }

  #client(ip: string, port: number): SimulatedHost {
    this.witnesses.set(ip, new Witness());
    return this.network.host({ addresses: [ip], port });
  }
}

describe('statistics of an endpoint, beside what its packets say', (test) => {
  const exchange = new Exchange();
  exchange.run();
  const { server, clients, network } = exchange;

  test('agree for a server of many, with losses, duplicates and associations that are gone', () => {
    assert.equal(totalsOf(server), exchange.witnessOf(server));
    assert.ok(server.statistics().rtxChunks > 0, 'nothing was lost');
    assert.equal([server.statistics().currEstab, server.statistics().shutdowns], [clientCount / 2, clientCount / 2]);
  });

  test('agree for each client', () => {
    for (const client of clients) {
      const { ctrlChunks: _, ...seen } = exchange.witnessOf(client) ?? {};
      const { ctrlChunks, ...counted } = totalsOf(client);
      assert.equal(counted, seen);
      assert.ok(ctrlChunks > 0);
    }
  });

  test('tell of the packets that arrived', () => {
    const links = clients.flatMap((client) => {
      const link = network.link(client, server).statistics;
      return link.sent - link.lost + link.duplicated;
    });
    const arrived = links.reduce((sum, count) => sum + count, 0);
    assert.ok(Math.abs(server.statistics().inSctpPacks - arrived) <= clientCount, 'but for those under way');
  });

  test('tell of each message once on the side that reads, and once on the one that sends', () => {
    const { messagesReceived, messageBytesReceived, messagesSent, messageBytesSent } = server.statistics();
    assert.equal([messagesReceived, messagesSent], [40 * clientCount, 40 * clientCount]);
    assert.is(messageBytesReceived, messageBytesSent);
    const acknowledged = server.associations.map((association) => association.statistics().messagesAcknowledged);
    assert.is(
      server.statistics().messagesAcknowledged,
      acknowledged.reduce((sum, count) => sum + count, 0),
    );
  });
});
