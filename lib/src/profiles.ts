import type { Options } from './options.ts';
import { ppid } from './ppid.ts';

/** How one kind of messages of a protocol is sent: to be spread into the options of `send`. */
export interface MessageProfile {
  /** Stream; of traffic, the first of those that share it. */
  readonly stream: number;
  /** Payload protocol identifier. */
  readonly ppid: number;
  /** Whether such a message may overtake others on its stream. */
  readonly unordered: boolean;
}

/** A protocol that runs over SCTP: what its specification and IANA say, and options that suit its nodes. */
export interface Profile {
  /** SCTP port that servers listen on, as registered with IANA. */
  readonly port: number;
  /** Payload protocol identifier, as registered with IANA. */
  readonly ppid: number;
  /** Messages about the node, the link or the association itself. */
  readonly management: MessageProfile;
  /** All others: from `stream` on, each call, session or user on one stream. */
  readonly traffic: MessageProfile;
  /** For `connect` and `createServer`. What is not here has the library's default. */
  readonly options: Partial<Options>;
}

/**
 * Of signalling networks, where a failure has to be noticed within a second or two: the defaults of Oracle's EAGLE (its
 * SIGTRAN User's Guide, table "SCTP Configuration Data"). RTO.Min is below RFC 9260's, so a peer must not delay its SACK
 * for as long: ours comes at half of it.
 */
const sigtranTimers = {
  rtoInitial: 120,
  rtoMin: 120,
  rtoMax: 800,
  maxInitRetransmissions: 10,
  associationMaxRetransmissions: 10,
  pathMaxRetransmissions: 5,
  sackDelay: 60,
} as const satisfies Partial<Options>;

/** Of radio access and core networks: the defaults of Open5GS, stream numbers included. */
const mobileNetworkOptions = {
  rtoInitial: 3000,
  rtoMin: 1000,
  rtoMax: 5000,
  maxInitRetransmissions: 4,
  heartbeatInterval: 5000,
  sackDelay: 200,
  outboundStreams: 30,
  inboundStreams: 65535,
} as const satisfies Partial<Options>;

/**
 * What the protocols of telephony and mobile networks use SCTP with. An entry's `options` go into `connect` and
 * `createServer`, its `management` and `traffic` into `send`:
 *
 *     const { ngap } = profiles;
 *     const association = await connect({ ...ngap.options, port: ngap.port, addresses });
 *     await association.send(setupRequest, ngap.management);
 *     await association.send(uplink, { ...ngap.traffic, stream: ngap.traffic.stream + (ue % 8) });
 */
export const profiles = {
  /**
   * RFC 4666: DATA never on stream 0, ASPSM, MGMT and RKM on it (§1.4.7); port 2905 (§1.4.8). Traffic that has to stay in
   * sequence goes on one stream, chosen by its SLS, of which ITU's networks have 16.
   */
  m3ua: {
    ...onTwoKindsOfStreams(2905, ppid.m3ua),
    options: { ...sigtranTimers, outboundStreams: 17 },
  },
  /** RFC 4165: two streams each way, 0 for Link Status and 1 for User Data; port 3565. */
  m2pa: {
    ...onTwoKindsOfStreams(3565, ppid.m2pa),
    options: { ...sigtranTimers, outboundStreams: 2, inboundStreams: 2 },
  },
  /**
   * RFC 3868, port 14001: management on stream 0, as in M3UA. SCCP class 0 may be sent unordered; class 1 and connections
   * stay on one stream each.
   */
  sua: { ...onTwoKindsOfStreams(14001, ppid.sua), options: sigtranTimers },
  /**
   * RFC 6733: every message on stream 0 with the unordered flag (§2.1.1), but capabilities and disconnection, which must
   * not be overtaken; port 3868 (§2.1). For DTLS the identifier is `ppid.diameterDtls`, the port 5658. Between watchdogs
   * the heartbeat is not needed on the primary path (RFC 3539 §3.4.1), so the default interval stays.
   */
  diameter: {
    port: 3868,
    ppid: ppid.diameter,
    management: { stream: 0, ppid: ppid.diameter, unordered: false },
    traffic: { stream: 0, ppid: ppid.diameter, unordered: true },
    options: sigtranTimers,
  },
  /** 3GPP TS 36.412 §7: one pair of streams for all that is not about one UE, others for UEs, each on one; port 36412. */
  s1ap: { ...onTwoKindsOfStreams(36412, ppid.s1ap), options: mobileNetworkOptions },
  /** 3GPP TS 38.412 §7: streams as for S1AP; port 38412. */
  ngap: { ...onTwoKindsOfStreams(38412, ppid.ngap), options: mobileNetworkOptions },
  /** 3GPP TS 38.422 §7: streams as for S1AP; port 38422. */
  xnap: { ...onTwoKindsOfStreams(38422, ppid.xnap), options: mobileNetworkOptions },
  /** 3GPP TS 38.472 §7: streams as for S1AP; port 38472. */
  f1ap: { ...onTwoKindsOfStreams(38472, ppid.f1ap), options: mobileNetworkOptions },
  /** 3GPP TS 37.482 (38.462 before release 17) §7: streams as for S1AP; port 38462. */
  e1ap: { ...onTwoKindsOfStreams(38462, ppid.e1ap), options: mobileNetworkOptions },
  /** 3GPP TS 36.422 §7: streams as for S1AP; port 36422. */
  x2ap: { ...onTwoKindsOfStreams(36422, ppid.x2ap), options: mobileNetworkOptions },
} as const satisfies Readonly<Record<string, Profile>>;

/** Stream 0 for management, the others for traffic, all in order. */
function onTwoKindsOfStreams(port: number, identifier: number): Omit<Profile, 'options'> {
  return {
    port,
    ppid: identifier,
    management: { stream: 0, ppid: identifier, unordered: false },
    traffic: { stream: 1, ppid: identifier, unordered: false },
  };
}
