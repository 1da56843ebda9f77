import { bufferOf, readUint32 } from '../codec/bytes.ts';
import type { DiameterMessage } from '../codec/message.ts';
import { isAvpOf } from '../dictionary/avp-definition.ts';
import { redirectHost, redirectHostUsage, redirectMaxCacheTime } from '../dictionary/base/avps.ts';

/** What an answer with DIAMETER_REDIRECT_INDICATION says (RFC 6733 §6.12–§6.14). */
export interface Redirection {
  /** Identities of hosts that take the request. */
  readonly hosts: readonly string[];
  /** Redirect-Host-Usage; 0 means this request alone. */
  readonly usage: number;
  /** Redirect-Max-Cache-Time, in ms. */
  readonly lifetime: number;
}

/** Reads what a redirect agent has answered; what cannot be read is not there. */
export function redirectionOf(answer: DiameterMessage): Redirection {
  const uris = answer.avps
    .filter((avp) => isAvpOf(redirectHost, avp))
    .map(({ data }) => bufferOf(data).toString('latin1'));
  return {
    hosts: uris.flatMap((uri) => /^aaas?:\/\/([\w.-]+)/.exec(uri)?.[1] ?? []),
    usage: numberIn(answer, redirectHostUsage),
    lifetime: numberIn(answer, redirectMaxCacheTime) * 1000,
  };
}

function numberIn(
  { avps }: DiameterMessage,
  definition: typeof redirectHostUsage | typeof redirectMaxCacheTime,
): number {
  const data = avps.find((avp) => isAvpOf(definition, avp))?.data;
  return data?.length === 4 ? readUint32(data, 0) : 0;
}
