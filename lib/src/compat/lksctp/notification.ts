import { isIPv4 } from 'node:net';
import { endianness } from 'node:os';
import { type ErrorCause, encodeCauses } from '../../codec/error-cause.ts';
import type { Association } from '../../socket/association.ts';

/** What Linux tells of an association (RFC 6458 §6.1): its bytes, its members, and a line of text. */
export interface Notification {
  /** As `struct sctp_assoc_change` and its like of `linux/sctp.h` lie in memory. */
  readonly raw: Buffer;
  readonly parsed: {
    readonly sn_type: number;
    readonly sn_assoc_change?: {
      readonly sac_type: number;
      readonly sac_flags: number;
      readonly sac_state: number;
      readonly sac_error: number;
      readonly sac_outbound_streams: number;
      readonly sac_inbound_streams: number;
    };
    readonly sn_paddr_change?: {
      readonly spc_type: number;
      readonly spc_flags: number;
      /** As `struct sockaddr`. */
      readonly spc_aaddr: Buffer;
      readonly spc_state: number;
      readonly spc_error: number;
    };
  };
  /** Undefined where there is nothing more to say than the type. */
  readonly interpreted: string | undefined;
}

/** Of `enum sctp_sn_type`. */
const types = { assocChange: 0x8001, peerAddrChange: 0x8002, remoteError: 0x8004, shutdownEvent: 0x8005 } as const;
/** `enum sctp_sac_state`, in its order. */
const assocStates = ['SCTP_COMM_UP', 'SCTP_COMM_LOST', 'SCTP_RESTART', 'SCTP_SHUTDOWN_COMP'] as const;
/** Of `enum sctp_spc_state`. */
const addressStates = {
  SCTP_ADDR_AVAILABLE: 0,
  SCTP_ADDR_UNREACHABLE: 1,
  SCTP_ADDR_MADE_PRIM: 4,
  SCTP_ADDR_CONFIRMED: 5,
  SCTP_ADDR_POTENTIALLY_FAILED: 6,
} as const;
const families = { ipv4: 2, ipv6: 10 } as const;

/** What has become of an association. */
export type AssocState = (typeof assocStates)[number];
/** What has become of an address of the peer. */
export type AddressState = keyof typeof addressStates;

export function assocChange(association: Association, state: AssocState, id: number): Notification {
  const { outboundStreams, inboundStreams } = association;
  const sac_state = assocStates.indexOf(state);
  const raw = withHeader(types.assocChange, 20);
  writeUint(raw, sac_state, 8, 2);
  writeUint(raw, outboundStreams, 12, 2);
  writeUint(raw, inboundStreams, 14, 2);
  writeUint(raw, id, 16, 4);
  const isUp = state === 'SCTP_COMM_UP' || state === 'SCTP_RESTART';
  return {
    raw,
    parsed: {
      sn_type: types.assocChange,
      sn_assoc_change: {
        sac_type: types.assocChange,
        sac_flags: 0,
        sac_state,
        sac_error: 0,
        sac_outbound_streams: outboundStreams,
        sac_inbound_streams: inboundStreams,
      },
    },
    interpreted: `SCTP_ASSOC_CHANGE: ${state}${isUp ? `, MIS ${inboundStreams} / OS ${outboundStreams}` : ''}`,
  };
}

export function peerAddressChange(ip: string, port: number, state: AddressState, id: number): Notification {
  const spc_aaddr = sockaddr(ip, port);
  const spc_state = addressStates[state];
  const raw = withHeader(types.peerAddrChange, 148);
  spc_aaddr.copy(raw, 8);
  writeUint(raw, spc_state, 136, 4);
  writeUint(raw, id, 144, 4);
  return {
    raw,
    parsed: {
      sn_type: types.peerAddrChange,
      sn_paddr_change: { spc_type: types.peerAddrChange, spc_flags: 0, spc_aaddr, spc_state, spc_error: 0 },
    },
    interpreted: `SCTP_PEER_ADDR_CHANGE: ${state} ${ip}`,
  };
}

export function shutdownEvent(id: number): Notification {
  const raw = withHeader(types.shutdownEvent, 12);
  writeUint(raw, id, 8, 4);
  return { raw, parsed: { sn_type: types.shutdownEvent }, interpreted: undefined };
}

export function remoteError(causes: readonly ErrorCause[], id: number): Notification {
  const data = encodeCauses(causes);
  const raw = Buffer.concat([withHeader(types.remoteError, 16 + data.length).subarray(0, 16), data]);
  // In network order: the code of the first cause.
  Buffer.from(data).copy(raw, 8, 0, 2);
  writeUint(raw, id, 12, 4);
  return { raw, parsed: { sn_type: types.remoteError }, interpreted: undefined };
}

function withHeader(type: number, length: number): Buffer {
  const raw = Buffer.alloc(length);
  writeUint(raw, type, 0, 2);
  writeUint(raw, length, 4, 4);
  return raw;
}

/** `struct sockaddr_in` or `struct sockaddr_in6`. */
function sockaddr(ip: string, port: number): Buffer {
  const bytes = Buffer.alloc(isIPv4(ip) ? 16 : 28);
  writeUint(bytes, isIPv4(ip) ? families.ipv4 : families.ipv6, 0, 2);
  bytes.writeUInt16BE(port, 2);
  if (isIPv4(ip)) bytes.set(ip.split('.').map(Number), 4);
  else for (const [index, word] of ipv6Words(ip).entries()) bytes.writeUInt16BE(word, 8 + 2 * index);
  return bytes;
}

function ipv6Words(ip: string): number[] {
  const [head = [], tail] = ip.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...(tail ?? [])].map((word) => Number.parseInt(word, 16));
}

/** In the order of the host, as C does. */
function writeUint(bytes: Buffer, value: number, offset: number, length: number): void {
  if (endianness() === 'LE') bytes.writeUIntLE(value, offset, length);
  else bytes.writeUIntBE(value, offset, length);
}
