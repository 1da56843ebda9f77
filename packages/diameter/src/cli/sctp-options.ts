/** RFC 7829 §3.2: a path that loses one packet is left for another one, until it answers again. */
export const sctpOptions = { potentiallyFailedMaxRetransmissions: 0 } as const;
