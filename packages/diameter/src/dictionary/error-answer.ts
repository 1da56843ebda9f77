import type { Avp } from '../codec/avp.ts';
import type { Fault } from '../codec/fault.ts';
import type { DiameterMessage } from '../codec/message.ts';
import { isProtocolError } from '../result-code.ts';
import { answerMessage } from './base/answer-message.ts';
import { proxyInfo, sessionId } from './base/avps.ts';
import type { Command } from './command.ts';

/** Who answers. */
export interface Origin {
  readonly 'Origin-Host': string;
  readonly 'Origin-Realm': string;
  readonly 'Origin-State-Id'?: number | undefined;
}

/**
 * The answer that refuses a request (RFC 6733 §6.2, §7.2). What the command's answer has to have is taken from the request.
 * The E bit says that it does not have all that: for a protocol error, where the request does not have it, and where there
 * is no `command`, as it is unknown (§7.1.5).
 */
export function answerFault(
  request: DiameterMessage,
  fault: Fault,
  origin: Origin,
  command: Command | undefined,
): DiameterMessage {
  const session = request.avps.filter((avp) => isSame(avp, sessionId)).slice(0, 1);
  const own = answerMessage.write({
    ...origin,
    'Result-Code': fault.resultCode,
    'Error-Message': fault.text,
    'Failed-AVP': fault.failedAvps.length === 0 ? undefined : fault.failedAvps,
  });
  const missing = command?.answer.missingFrom([...session, ...own]) ?? [];
  const echoed = missing.flatMap((avp) => findSound(request, fault, avp) ?? []);
  return {
    ...request,
    isRequest: false,
    isError: isProtocolError(fault.resultCode) || command === undefined || echoed.length < missing.length,
    isRetransmitted: false,
    avps: [...session, ...own, ...echoed, ...request.avps.filter((avp) => isSame(avp, proxyInfo))],
  };
}

/** The AVP of the request, unless it is what is wrong with it. */
function findSound({ avps }: DiameterMessage, { failedAvps }: Fault, wanted: AvpKey): Avp | undefined {
  if (failedAvps.some((avp) => isSame(avp, wanted))) return undefined;
  return avps.find((avp) => isSame(avp, wanted));
}

type AvpKey = Pick<Avp, 'code' | 'vendorId'>;

function isSame(one: AvpKey, other: AvpKey): boolean {
  return one.code === other.code && one.vendorId === other.vendorId;
}
