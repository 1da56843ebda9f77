import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { raw, type Transport, udp } from 'usctp';
import { accountsOf, creditControlOptionsOf, limitsOf } from '../configuration/credit-control-settings.ts';
import type { Configuration } from '../configuration/schema.ts';
import { CreditControlServer } from '../credit-control/credit-control-server.ts';
import { type CreditStore, memoryStore } from '../credit-control/credit-store.ts';
import type { Ledger } from '../credit-control/ledger.ts';
import { LedgerKeeper } from '../credit-control/ledger-keeper.ts';
import { openLevelStore } from '../credit-control/level-store.ts';
import { openLedger } from '../credit-control/open-ledger.ts';
import { baseDictionary } from '../dictionary/base/base-dictionary.ts';
import { creditControl, creditControlVocables } from '../dictionary/credit-control/command.ts';
import { createDiameterNode, type DiameterNode } from '../node/diameter-node.ts';
import { listenSctp } from '../node/sctp-connection.ts';
import { closePages, portOf, servePages, textPage } from './http-pages.ts';
import { logEvents } from './log.ts';
import { sctpOptions } from './sctp-options.ts';
import { ServerMetrics } from './server-metrics.ts';

/** How often sessions that are silent are looked for, in ms. */
const expiryInterval = 1000;

/** What a server runs with. */
export interface ServeOptions {
  readonly log: Logger;
  /** Has the server end gracefully. */
  readonly signal: AbortSignal;
}

/**
 * Runs a credit-control server until it is told to end: then it sends DPR to all peers, answers what it was asked, and
 * shuts its associations down.
 * @throws (as a rejection) DiameterError with code ERR_DIAMETER_STORE, also when that fails while it runs; SctpError where
 * it cannot listen; Error of the system for the port of HTTP
 */
export async function serve(configuration: Configuration, { log, signal }: ServeOptions): Promise<void> {
  const store = configuration.store === undefined ? memoryStore() : await openLevelStore(configuration.store);
  try {
    const ledger = await openLedger(store, accountsOf(configuration), limitsOf(configuration));
    await new CreditControlService(configuration, { store, ledger, log }).run(signal);
  } finally {
    await store.close();
  }
}

interface Parts {
  readonly store: CreditStore;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/** A server while it runs. */
class CreditControlService {
  readonly #configuration: Configuration;
  readonly #log: Logger;
  readonly #ledger: Ledger;
  readonly #keeper: LedgerKeeper;
  readonly #transport: Transport;
  readonly #node: DiameterNode;
  readonly #metrics: ServerMetrics;
  /** Aborted when the store has failed. */
  readonly #failed = new AbortController();
  #isReady = false;

  constructor(configuration: Configuration, { store, ledger, log }: Parts) {
    this.#configuration = configuration;
    this.#log = log;
    this.#ledger = ledger;
    this.#keeper = new LedgerKeeper(ledger, store);
    this.#transport = transportOf(configuration.listen);
    this.#node = createNode(configuration, this.#transport, store.since);
    logEvents(this.#node, log);
    this.#metrics = new ServerMetrics({
      statistics: () => this.#node.statistics(),
      peers: () => this.#node.peers,
      openSessions: () => ledger.openSessionCount,
    });
    this.#handleRequests();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { http, listen, drain } = this.#configuration;
    const pages = http === undefined ? undefined : await this.#servePages(http);
    const expiry = setInterval(() => this.#expire(), expiryInterval);
    try {
      await this.#keep();
      await this.#node.start();
      this.#isReady = true;
      const { accountCount: accounts, openSessionCount: sessions } = this.#ledger;
      const ports = { port: listen.port, udpPort: this.#transport.localUdpPort, httpPort: pages && portOf(pages) };
      this.#log.info({ ...ports, accounts, sessions }, 'listening');
      await aborted(AbortSignal.any([signal, this.#failed.signal]));
      this.#isReady = false;
      this.#log.info({ peers: this.#node.peers.length }, 'draining');
    } finally {
      clearInterval(expiry);
      await this.#node.close({ deadline: drain });
      if (pages !== undefined) await closePages(pages);
    }
    if (this.#failed.signal.aborted) throw this.#failed.signal.reason;
    await this.#keep();
    this.#log.info('ended');
  }

  #handleRequests(): void {
    const server = new CreditControlServer(creditControlOptionsOf(this.#configuration), this.#ledger);
    this.#node.handle(creditControl, async (request) => {
      const start = performance.now();
      const answer = server.answer(request, Date.now());
      await this.#keep();
      const duration = performance.now() - start;
      this.#metrics.answered(request['CC-Request-Type'], answer['Result-Code'], duration);
      this.#log.debug({ request, resultCode: answer['Result-Code'], duration }, 'answered');
      return answer;
    });
  }

  async #keep(): Promise<void> {
    try {
      await this.#keeper.keep();
    } catch (error) {
      this.#failed.abort(error);
      throw error;
    }
  }

  #expire(): void {
    this.#ledger.expire(Date.now());
    // That it has failed is known by then.
    this.#keep().catch(() => {});
  }

  #servePages(http: NonNullable<Configuration['http']>): Promise<Server> {
    const metrics = this.#metrics;
    return servePages(
      {
        '/healthz': () => textPage(200, 'alive'),
        '/readyz': () => (this.#isReady ? textPage(200, 'ready') : textPage(503, 'not ready')),
        '/metrics': async () => ({ status: 200, type: metrics.type, text: await metrics.render() }),
      },
      http,
    );
  }
}

function createNode(configuration: Configuration, transport: Transport, originStateId: number): DiameterNode {
  const { identity, realm, peers, watchdogInterval } = configuration;
  const { port, addresses } = configuration.listen;
  return createDiameterNode({
    ...{ identity, realm, originStateId },
    dictionary: baseDictionary.extend(creditControlVocables),
    listen: [listenSctp({ ...sctpOptions, port, transport, ...(addresses && { addresses }) })],
    watchdogInterval,
    acceptUnknownPeers: peers === undefined,
    peers: (peers ?? []).map((peer) => ({ identity: peer.identity, ...(peer.realm && { realm: peer.realm }) })),
  });
}

function transportOf({ transport, udpPort }: Configuration['listen']): Transport {
  return transport === 'raw' ? raw() : udp({ localPort: udpPort });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
