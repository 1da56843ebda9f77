import type { Fault } from '../codec/fault.ts';
import type { DiameterMessage } from '../codec/message.ts';
import { originStateId } from '../dictionary/base/avps.ts';
import { capabilitiesExchange, deviceWatchdog, disconnectPeer } from '../dictionary/base/peer-commands.ts';
import { type Command, type RequestOf, writeAnswer, writeRequest } from '../dictionary/command.ts';
import type { Dictionary, Reading } from '../dictionary/dictionary.ts';
import { answerFault, type Origin } from '../dictionary/error-answer.ts';
import { isProtocolError, resultCode } from '../result-code.ts';
import { type Capabilities, hasCommonApplication, type LocalCapabilities } from './capabilities.ts';
import { isSameIdentity } from './election.ts';
import type { Identifiers } from './identifiers.ts';
import type { CloseReason } from './peer-state.ts';

/** Why a peer announces that it disconnects (RFC 6733 §5.4.3). */
export type DisconnectCause = RequestOf<typeof disconnectPeer>['Disconnect-Cause'];

/** What a CEA says, or why the connection with its sender is of no use. */
export type CapabilitiesAnswer =
  | { readonly type: 'capabilities'; readonly capabilities: Capabilities }
  | (CloseReason & { readonly type: 'refused' | 'wrong-host' | 'no-common-application' });

/** What the local node is, and what its messages are made of. */
export interface BaseMessagesOptions {
  readonly local: LocalCapabilities;
  readonly dictionary: Dictionary;
  readonly identifiers: Identifiers;
}

/**
 * Makes and reads the messages of the capabilities exchange, the watchdog and the disconnection (RFC 6733 §5.3–§5.5).
 */
export class BaseMessages {
  readonly local: LocalCapabilities;
  readonly #dictionary: Dictionary;
  readonly #identifiers: Identifiers;
  readonly #origin: Origin;

  constructor({ local, dictionary, identifiers }: BaseMessagesOptions) {
    const { 'Origin-Host': host, 'Origin-Realm': realm } = local;
    this.local = local;
    this.#dictionary = dictionary;
    this.#identifiers = identifiers;
    this.#origin = { 'Origin-Host': host, 'Origin-Realm': realm };
  }

  /** CER: one Host-IP-Address for each address that messages may be sent from (RFC 6733 §5.3.1). */
  capabilitiesRequest(localAddresses: readonly string[]): DiameterMessage {
    const values = { ...this.local, 'Host-IP-Address': localAddresses };
    return writeRequest(capabilitiesExchange, values, this.#numbers());
  }

  /** CEA; with a fault it refuses the peer, and says all the same what we have (RFC 6733 §5.3). */
  capabilitiesAnswer(cer: DiameterMessage, localAddresses: readonly string[], fault?: Fault): DiameterMessage {
    const { resultCode: code = resultCode.success, failedAvps = [], text } = fault ?? {};
    const answer = writeAnswer(capabilitiesExchange, cer, {
      ...this.local,
      'Host-IP-Address': localAddresses,
      'Result-Code': code,
      'Error-Message': text,
      'Failed-AVP': failedAvps.length === 0 ? undefined : failedAvps,
    });
    return { ...answer, isError: isProtocolError(code) };
  }

  /** DWR. */
  watchdogRequest(): DiameterMessage {
    return writeRequest(deviceWatchdog, { ...this.#origin, ...this.#originState() }, this.#numbers());
  }

  /** DWA, or what refuses a DWR that is none. */
  watchdogAnswer(dwr: DiameterMessage): DiameterMessage {
    const reading = this.#dictionary.readRequest(deviceWatchdog, dwr);
    if (reading.type === 'fault') return this.#refusal(deviceWatchdog, dwr, reading.fault);
    const values = { ...this.#origin, ...this.#originState(), 'Result-Code': resultCode.success };
    return writeAnswer(deviceWatchdog, dwr, values);
  }

  /** DPR. */
  disconnectRequest(cause: DisconnectCause): DiameterMessage {
    return writeRequest(disconnectPeer, { ...this.#origin, 'Disconnect-Cause': cause }, this.#numbers());
  }

  /** DPA with the cause of the DPR, or without one what refuses a DPR that is none. */
  disconnectAnswer(dpr: DiameterMessage): { readonly answer: DiameterMessage; readonly cause?: DisconnectCause } {
    const reading = this.#dictionary.readRequest(disconnectPeer, dpr);
    if (reading.type === 'fault') return { answer: this.#refusal(disconnectPeer, dpr, reading.fault) };
    const answer = writeAnswer(disconnectPeer, dpr, { ...this.#origin, 'Result-Code': resultCode.success });
    return { answer, cause: reading.value['Disconnect-Cause'] };
  }

  /** What refuses a CER on a connection that has had one: RFC 6733 has no row for it. */
  secondCapabilitiesAnswer(cer: DiameterMessage): DiameterMessage {
    const text = 'capabilities have been exchanged';
    return this.#refusal(capabilitiesExchange, cer, { resultCode: resultCode.unableToComply, failedAvps: [], text });
  }

  readCapabilitiesRequest(cer: DiameterMessage): Reading<Capabilities> {
    return this.#dictionary.readRequest(capabilitiesExchange, cer);
  }

  /** Whether the peer has accepted, is who was called, and what it has. A CEA that cannot be read counts as 5012. */
  readCapabilitiesAnswer(cea: DiameterMessage, expectedHost: string | undefined): CapabilitiesAnswer {
    const reading = this.#dictionary.readAnswer(capabilitiesExchange, cea);
    if (reading.type === 'fault') return { type: 'refused', resultCode: resultCode.unableToComply };
    const code = reading.value['Result-Code'];
    if (reading.type === 'error' || code !== resultCode.success) return { type: 'refused', resultCode: code };
    const capabilities = reading.value;
    const { 'Origin-Host': originHost } = capabilities;
    if (expectedHost !== undefined && !isSameIdentity(originHost, expectedHost))
      return { type: 'wrong-host', originHost };
    if (!hasCommonApplication(this.local, capabilities)) return { type: 'no-common-application' };
    return { type: 'capabilities', capabilities };
  }

  /** What DWR and DWA say of their sender's state (RFC 6733 §8.16). */
  originStateIdOf({ avps }: DiameterMessage): number | undefined {
    const reading = this.#dictionary.readAvps(originStateId, avps);
    return reading.type === 'value' ? reading.value[0] : undefined;
  }

  #refusal(command: Command, request: DiameterMessage, fault: Fault): DiameterMessage {
    return answerFault(request, fault, this.#origin, command);
  }

  #numbers() {
    return { hopByHop: this.#identifiers.hopByHop(), endToEnd: this.#identifiers.endToEnd() };
  }

  #originState() {
    return { 'Origin-State-Id': this.local['Origin-State-Id'] };
  }
}

/** Whether a message is of a command of the base protocol, in either direction. */
export function isOf({ code }: Command, { commandCode, applicationId }: DiameterMessage): boolean {
  return commandCode === code && applicationId === 0;
}
