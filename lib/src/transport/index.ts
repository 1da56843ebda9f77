export { type MemoryNetwork, memoryNetwork } from './memory-network.ts';
export { type MemoryOptions, memory } from './memory-transport.ts';
export { type PcapngOptions, pcapngTap } from './pcapng-tap.ts';
export { raw } from './raw-transport.ts';
export { type Sighting, tap } from './tap.ts';
export type {
  Transport,
  TransportOpenOptions,
  TransportPort,
  TransportReceiver,
  TransportStatistics,
} from './transport.ts';
export { type UdpOptions, type UdpTransport, udp } from './udp-transport.ts';
