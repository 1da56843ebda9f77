/**
 * A network inside the process for tests: a virtual clock, and links that delay, lose, reorder and duplicate packets
 * as a seed says. Begin with {@link SimulatedNetwork}.
 * @module usctp/simulation
 */

export type { SimulatedAssociation, SimulatedEvent, SimulatedMessage, SimulatedSendOptions } from './association.ts';
export type { Destination, HostOptions, SimulatedHost } from './host.ts';
export type { LinkStatistics, SimulatedLink } from './link.ts';
export type { LinkOptions } from './link-options.ts';
export { type NetworkOptions, SimulatedNetwork, type SimulatedPacket } from './network.ts';
export { SeededRandom } from './seeded-random.ts';
