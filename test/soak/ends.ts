import type { Options } from '../../lib/src/core.ts';
import type { SimulatedAssociation } from '../../lib/src/simulation/index.ts';

/** What all ends have; times in ms. The rest is as by default. */
export const options: Partial<Options> = {
  rtoMax: 10_000,
  heartbeatInterval: 10_000,
  pathMaxRetransmissions: 3,
  // DATA, RE-CONFIG and HEARTBEAT each count their timeouts: an outage is over before there are so many.
  associationMaxRetransmissions: 14,
  outboundStreams: 4,
  inboundStreams: 64,
  receiveBuffer: 65_536,
  acceptReconfiguration: true,
};

/** A host keeps all that ever happened: too much here. */
export function forget({ events, messages }: SimulatedAssociation): void {
  events.length = 0;
  messages.length = 0;
}
