import type { Avp } from '../codec/avp.ts';
import { DecodeError, type Fault } from '../codec/fault.ts';
import type { Vocabulary } from '../codec/formats/format.ts';
import type { DiameterMessage } from '../codec/message.ts';
import { isProtocolError } from '../result-code.ts';
import { type AvpDefinition, decodeAvp, isAvpOf } from './avp-definition.ts';
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
  const session = findSound(request, sessionId).slice(0, 1);
  const own = answerMessage.write({
    ...origin,
    'Result-Code': fault.resultCode,
    'Error-Message': fault.text,
    'Failed-AVP': fault.failedAvps.length === 0 ? undefined : fault.failedAvps,
  });
  const missing = command?.answer.missingFrom([...session, ...own]) ?? [];
  const echoed = missing.flatMap((definition) => findSound(request, definition).slice(0, 1));
  return {
    ...request,
    isRequest: false,
    isError: isProtocolError(fault.resultCode) || command === undefined || echoed.length < missing.length,
    isRetransmitted: false,
    avps: [...session, ...own, ...echoed, ...findSound(request, proxyInfo)],
  };
}

/** The AVPs of this definition that are sound: an answer does not repeat what its request is refused for. */
function findSound({ avps }: DiameterMessage, definition: AvpDefinition): Avp[] {
  return avps.filter((avp) => isAvpOf(definition, avp) && isSound(definition, avp));
}

/** Members of groups that the definition does not name are not looked at. */
const anyVocabulary: Vocabulary = { accept: () => undefined, within: () => anyVocabulary };

function isSound(definition: AvpDefinition, avp: Avp): boolean {
  try {
    decodeAvp(definition, avp, anyVocabulary);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
