import { type Address, type Transport, tap } from 'usctp';
import { formatEnd } from './format.ts';

/** A packet that passed a transport, and between whom: text for people. */
export interface Sighting {
  readonly direction: 'in' | 'out';
  readonly source: string;
  readonly destination: string;
  /** From the SCTP common header on; valid during the call only. */
  readonly packet: Uint8Array;
}

/** The transport given, with every packet that it carries shown to `see`. */
export function watchTransport(transport: Transport, see: (sighting: Sighting) => void): Transport {
  /** Of an end that is not known, it is ours. */
  const format = (of: Address | undefined) => formatEnd(of?.ip, of === undefined ? transport.localUdpPort : of.udpPort);
  return tap(transport, ({ direction, packet, source, destination }) => {
    see({ direction, packet, source: format(source), destination: format(destination) });
  });
}
