import type { Transport, TransportOpenOptions, TransportPort } from 'usctp';
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
  const local = (ip: string | undefined) => formatEnd(ip, transport.localUdpPort);
  const open = async (options: TransportOpenOptions): Promise<TransportPort> => {
    const { receiver } = options;
    const port = await transport.open({
      ...options,
      receiver: {
        receive: (packet, from, to) => {
          see({ direction: 'in', source: formatEnd(from.ip, from.udpPort), destination: local(to?.ip), packet });
          receiver.receive(packet, from, to);
        },
        fail: (error) => receiver.fail(error),
      },
    });
    return watchPort(port, (packet, to, from) => {
      const destination = formatEnd(to.ip, to.udpPort ?? transport.peerUdpPort);
      see({ direction: 'out', source: local(from?.ip ?? onlyAddress(port)), destination, packet });
    });
  };
  return {
    encapsulationOverhead: transport.encapsulationOverhead,
    mayFragment: transport.mayFragment ?? false,
    get localUdpPort() {
      return transport.localUdpPort;
    },
    get peerUdpPort() {
      return transport.peerUdpPort;
    },
    open,
  };
}

function watchPort(port: TransportPort, sending: TransportPort['send']): TransportPort {
  return {
    port: port.port,
    get localAddresses() {
      return port.localAddresses;
    },
    get statistics() {
      return port.statistics;
    },
    send: (packet, to, from) => {
      sending(packet, to, from);
      port.send(packet, to, from);
    },
    mtuTo: (to) => port.mtuTo(to),
    ref: () => port.ref(),
    unref: () => port.unref(),
    close: () => port.close(),
  };
}

/** Where a packet leaves from when there is no choice. */
function onlyAddress({ localAddresses }: TransportPort): string | undefined {
  return localAddresses.length === 1 ? localAddresses[0] : undefined;
}
