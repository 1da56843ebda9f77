import { channel } from 'node:diagnostics_channel';
import type { Association as CoreAssociation } from '../association/association.ts';
import type { Observation, ObservationTopic } from '../association/observation.ts';
import type { Server } from './server.ts';

const observed = {
  state: channel('usctp:association:state'),
  retransmission: channel('usctp:association:retransmission'),
  pathState: channel('usctp:path:state'),
  pathInUse: channel('usctp:path:in-use'),
  primaryPath: channel('usctp:path:primary'),
} as const satisfies Record<ObservationTopic, unknown>;
const restart = channel('usctp:association:restart');
const listening = channel('usctp:server:listening');
const closed = channel('usctp:server:close');

/** The association as its user has it, and what is inside. */
interface Ends {
  readonly user: object;
  readonly core: CoreAssociation;
}

/** Whether anybody subscribes to the channel of this topic now. */
export function isObserved(topic: ObservationTopic): boolean {
  return observed[topic].hasSubscribers;
}

/** Tells the subscribers what was observed of an association. */
export function publishObservation(ends: Ends, { topic, ...what }: Observation): void {
  observed[topic].publish({ ...described(ends), ...what });
}

/** The peer of an association has restarted. */
export function publishRestart(ends: Ends): void {
  if (restart.hasSubscribers) restart.publish(described(ends));
}

/** A server takes associations from now on. */
export function publishListening(server: Server): void {
  if (listening.hasSubscribers) listening.publish({ server, port: server.port, addresses: server.addresses });
}

/** A server has closed, or its transport has failed. */
export function publishClose(server: Server, port: number, error: Error | undefined): void {
  if (closed.hasSubscribers) closed.publish({ server, port, error });
}

function described({ user: association, core }: Ends) {
  const { localPort, peerPort, pathStatuses } = core;
  return { association, localPort, peerPort, peerAddresses: pathStatuses.map(({ address }) => address) };
}
