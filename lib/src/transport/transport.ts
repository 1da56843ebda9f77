import type { Address } from '../address.ts';
import type { IcmpMessage } from '../icmp-message.ts';

/** Carries SCTP packets between addresses: raw IP, UDP, memory, or a transport of the caller's own. */
export interface Transport {
  /** Bytes between the IP header and the SCTP common header, 0–256: 0 on plain IP, 8 in UDP. */
  readonly encapsulationOverhead: number;
  /**
   * Whether a packet is fragmented only where `send` allows it, and `receiveIcmp` is called where possible: then the MTU
   * of each path is searched for (RFC 8899). Default: no.
   */
  readonly controlsFragmentation?: boolean | undefined;
  /** Whether `send` has done with the bytes of a packet when it returns: then they may change. Default: no. */
  readonly copiesPackets?: boolean | undefined;
  /**
   * Whether the bytes of a packet are the receiver's to keep: nothing else uses them any more. Default: no. Then a message of
   * 512 bytes or more is not copied where the packet's ArrayBuffer has at most 128 bytes beside it, and the application gets
   * these very bytes.
   */
  readonly releasesPackets?: boolean | undefined;
  /** UDP port that packets leave from while a port is open; undefined before, and on plain IP. */
  readonly localUdpPort?: number | undefined;
  /** UDP port that packets go to while the peer's own one is not known; undefined on plain IP. */
  readonly peerUdpPort?: number | undefined;
  /**
   * Takes an SCTP port: packets that are addressed to it go to `receiver` from then on.
   * @throws SctpError (as a rejection) `ERR_SCTP_PORT_IN_USE`, `ERR_SCTP_ADDRESS_NOT_AVAILABLE`,
   * `ERR_SCTP_NO_PRIVILEGE`, `ERR_SCTP_NO_RAW_SOCKET` or `ERR_SCTP_CLOSED`.
   */
  open(options: TransportOpenOptions): Promise<TransportPort>;
}

/** What a port is opened with. */
export interface TransportOpenOptions {
  /** SCTP port, 1–65535; 0 for a free one in the dynamic range (49152–65535). */
  readonly port: number;
  /** Addresses that packets are taken at, and may be sent from. Empty: all of this host's. */
  readonly localAddresses: readonly string[];
  /** Is told what comes for the port. */
  readonly receiver: TransportReceiver;
  /** Whether the receiver also gets the packets to ports that nobody has taken; the oldest such receiver does. */
  readonly catchAll?: boolean;
}

/** What is told to the owner of a port; called from the event loop, one call at a time. */
export interface TransportReceiver {
  /**
   * A packet from its SCTP common header on, of any quality. `packet` is valid during the call only, unless
   * {@link Transport.releasesPackets} says otherwise.
   * `to` is undefined where the transport cannot know the address that the packet was sent to; it has no UDP port.
   */
  receive(packet: Uint8Array, from: Address, to: Address | undefined): void;
  /** ICMP says something of a packet that came from this port, or is said to have. Its bytes are valid during the call only. */
  receiveIcmp?(message: IcmpMessage): void;
  /** The port can carry nothing any more: the socket below it failed. */
  fail(error: Error): void;
}

/** A taken SCTP port. */
export interface TransportPort {
  /** SCTP port: the one asked for, or the free one that was found. */
  readonly port: number;
  /**
   * A packet that cannot be sent is lost, like any other; it is counted, never thrown. The bytes may be read after the
   * call, so they must not change, unless {@link Transport.copiesPackets} says otherwise. Without `from` the address is
   * chosen by the routing among `localAddresses`. With `fragmentMtu` it is larger than the path takes, and to be
   * fragmented by IP into packets of up to so many bytes.
   */
  send(packet: Uint8Array, to: Address, from: Address | undefined, fragmentMtu?: number): void;
  /** Addresses a peer can be told to use: those given, or all non-loopback ones of this host. */
  readonly localAddresses: readonly string[];
  /** Largest IP packet on the way to `to` as the host knows it (interface MTU), in bytes. */
  mtuTo(to: Address): number;
  /** From now on the port does not keep the process alive, and goes to who opens it next. */
  unref(): void;
  /** Gives the port back; the last one closes the socket. Idempotent. */
  close(): void;
  /** What the socket below has carried. */
  readonly statistics: TransportStatistics;
}

/** Counts of the socket, which all ports of a transport share (of raw IP, all of the process), over all times it was open. */
export interface TransportStatistics {
  /** Packets that came, whether anybody took them or not. */
  readonly packetsReceived: number;
  /** Packets that the host took to be sent. */
  readonly packetsSent: number;
  /** Packets that the host refused to send. */
  readonly sendErrors: number;
  /** Packets that were no IP, UDP or SCTP, or were for an SCTP port that nobody has taken. */
  readonly packetsDiscarded: number;
}
