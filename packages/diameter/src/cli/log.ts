import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { DiameterNode } from '../node/diameter-node.ts';

/** Writes JSON lines to stdout, from `level` on. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { request: summarize },
  });
}

/** Logs what becomes of peers. */
export function logEvents(node: DiameterNode, log: Logger): void {
  node.on('open', (peer, { capabilities, connection }) => {
    log.info({ peer, connection, product: capabilities['Product-Name'] }, 'peer is open');
  });
  node.on('close', (peer, { reason, error }) => log.info({ peer, reason, err: error }, 'peer is closed'));
  node.on('suspect', (peer) => log.warn({ peer }, 'peer does not answer'));
  node.on('okay', (peer) => log.info({ peer }, 'peer answers again'));
  node.on('restart', (peer) => log.warn({ peer }, 'peer has restarted'));
  node.on('failover', (peer, requests) => log.warn({ peer, requests }, 'requests go to another peer'));
  node.on('error', (error) => log.error({ err: error }, 'a request could not be answered'));
}

/** Who asked for what, without what identifies the subscriber. */
function summarize(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { 'Session-Id': session, 'CC-Request-Type': type, 'CC-Request-Number': number } = request;
  return { session, type, number };
}
