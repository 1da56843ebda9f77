import type { Address } from './address.ts';

/** What ICMP or ICMPv6 says of a packet that this host has sent, as far as RFC 9260 §10 has it acted on. */
export type IcmpMessage = IcmpReport & { readonly quoted: QuotedPacket };

/** What is the matter with the packet. */
export type IcmpReport =
  /** "Fragmentation Needed" or "Packet Too Big"; older routers do not tell the MTU of the next hop (RFC 1191 §5). */
  | { readonly type: 'PACKET-TOO-BIG'; readonly nextHopMtu: number | undefined }
  /** "Protocol Unreachable" or "Unrecognized Next Header Type Encountered": the host does not speak SCTP. */
  | { readonly type: 'PROTOCOL-UNREACHABLE' }
  /** "Port Unreachable": not what SCTP says, so a packet filter on the way. */
  | { readonly type: 'PORT-UNREACHABLE' }
  /** Any other "Destination Unreachable". */
  | { readonly type: 'UNREACHABLE' };

/** The packet that an ICMP message is about, and which may never have been sent: it proves itself by its tag. */
export interface QuotedPacket {
  /** This host, if it sent the packet; the UDP port where it was encapsulated. */
  readonly source: Address;
  /** The peer, with its UDP port where the packet was encapsulated. */
  readonly destination: Address;
  /** Of the whole IP packet, in bytes. */
  readonly length: number;
  /** As much as there is from the SCTP common header on: in IPv4 perhaps the ports and the tag alone. */
  readonly bytes: Uint8Array;
}
