import type { Avp } from '../codec/avp.ts';
import { bufferOf, readUint32 } from '../codec/bytes.ts';
import type { DiameterMessage } from '../codec/message.ts';
import { encodeAvp } from '../dictionary/avp-definition.ts';
import {
  destinationHost,
  destinationRealm,
  originHost,
  resultCode,
  routeRecord,
  sessionId,
  userName,
} from '../dictionary/base/avps.ts';

/** Where a request is to go (RFC 6733 §6.1). */
export interface Destination {
  readonly host: string | undefined;
  readonly realm: string | undefined;
}

/** The AVPs that say where a request is to go, as they are: agents look at nothing else (RFC 6733 §6.1.9). */
export function destinationOf({ avps }: DiameterMessage): Destination {
  return { host: firstText(avps, destinationHost.code), realm: firstText(avps, destinationRealm.code) };
}

/** Who has made the message; empty when it does not say. */
export function originHostOf({ avps }: DiameterMessage): string {
  return firstText(avps, originHost.code) ?? '';
}

/** Session-Id; undefined where there is none. */
export function sessionIdOf({ avps }: DiameterMessage): string | undefined {
  return firstText(avps, sessionId.code);
}

/** User-Name; undefined where there is none. */
export function userNameOf({ avps }: DiameterMessage): string | undefined {
  return firstText(avps, userName.code);
}

/** The identities of those that a request has come through, in small letters. */
export function routeRecordsOf({ avps }: DiameterMessage): string[] {
  return avps.filter((avp) => isOf(avp, routeRecord.code)).map((avp) => textOf(avp).toLowerCase());
}

/** The request as an agent passes it on that got it from this peer. */
export function withRouteRecord(request: DiameterMessage, peer: string): DiameterMessage {
  return { ...request, avps: [...request.avps, encodeAvp(routeRecord, peer)] };
}

/** Of an answer; 0 when it has none, or none that can be read. */
export function resultCodeOf({ avps }: DiameterMessage): number {
  const avp = avps.find((one) => isOf(one, resultCode.code));
  return avp?.data.length === 4 ? readUint32(avp.data, 0) : 0;
}

function firstText(avps: readonly Avp[], code: number): string | undefined {
  const avp = avps.find((one) => isOf(one, code));
  return avp === undefined ? undefined : textOf(avp);
}

function textOf({ data }: Avp): string {
  return bufferOf(data).toString('latin1');
}

function isOf(avp: Avp, code: number): boolean {
  return avp.code === code && avp.vendorId === 0;
}
