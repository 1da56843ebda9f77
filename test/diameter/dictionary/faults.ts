import type { DiameterMessage, Fault } from '@usctp/diameter';
import { avp } from '../codec/bytes.ts';

const text = (value: string) => new Uint8Array(Buffer.from(value));
const number = (value: number) => Uint8Array.of(0, 0, value >>> 8, value);

/** What has to be in a CCR, one after the other as RFC 8506 §3.1 has it: a session, an INITIAL_REQUEST, its number 0. */
export const required = [
  avp(263, text('client.example;1;2')),
  avp(264, text('client.example')),
  avp(296, text('example')),
  avp(283, text('example')),
  avp(258, number(4)),
  avp(461, text('32251@3gpp.org')),
  avp(416, number(1)),
  avp(415, number(0)),
];

/** A CCR with all that has to be in it, but for what the test says. */
export function creditControlRequest(change: Partial<DiameterMessage> = {}): DiameterMessage {
  return {
    isRequest: true,
    isProxiable: true,
    isError: false,
    isRetransmitted: false,
    commandCode: 272,
    applicationId: 4,
    hopByHop: 1,
    endToEnd: 2,
    avps: required,
    ...change,
  };
}

/** The fault of a reading that has one. */
export function faultOf(reading: { readonly type: string; readonly fault?: Fault }): Fault {
  if (reading.fault === undefined) throw new Error(`it is ${reading.type}`);
  return reading.fault;
}
