import type { Fault } from '../codec/fault.ts';
import type { DiameterMessage } from '../codec/message.ts';
import { resultCode } from '../result-code.ts';
import type { BaseMessages } from './base-messages.ts';
import { type Capabilities, hasCommonApplication, hasCommonSecurity } from './capabilities.ts';

/** A peer that has called, its CER found good but not answered yet. */
export interface Caller {
  readonly cer: DiameterMessage;
  readonly capabilities: Capabilities;
  /** Addresses of this side of its connection. */
  readonly localAddresses: readonly string[];
}

/** What came of the CER on a new connection. */
export type Screening =
  | { readonly type: 'caller'; readonly caller: Caller }
  /** To be answered so, and closed. */
  | { readonly type: 'refused'; readonly answer: DiameterMessage };

/** What a CER is held against. */
export interface ScreeningOptions {
  readonly messages: BaseMessages;
  /** Addresses of this side of the connection. */
  readonly localAddresses: readonly string[];
  /** Whether we want to have the peer with this Origin-Host. */
  readonly isKnown: (originHost: string) => boolean;
}

/** Process-CER: whether the sender of a CER may be our peer (RFC 6733 §5.3). */
export function screen(cer: DiameterMessage, { messages, localAddresses, isKnown }: ScreeningOptions): Screening {
  const reading = messages.readCapabilitiesRequest(cer);
  const fault = reading.type === 'fault' ? reading.fault : findFault(reading.value, messages, isKnown);
  if (reading.type === 'value' && fault === undefined) {
    return { type: 'caller', caller: { cer, capabilities: reading.value, localAddresses } };
  }
  return { type: 'refused', answer: messages.capabilitiesAnswer(cer, localAddresses, fault) };
}

function findFault(
  capabilities: Capabilities,
  { local }: BaseMessages,
  isKnown: ScreeningOptions['isKnown'],
): Fault | undefined {
  const host = capabilities['Origin-Host'];
  if (!isKnown(host)) return faultOf(resultCode.unknownPeer, `${host} is no peer of this node`);
  if (!hasCommonSecurity(capabilities)) return faultOf(resultCode.noCommonSecurity, 'only Inband-Security-Id 0');
  if (hasCommonApplication(local, capabilities)) return undefined;
  return faultOf(resultCode.noCommonApplication, 'no common application');
}

function faultOf(code: number, text: string): Fault {
  return { resultCode: code, failedAvps: [], text };
}
