import type { Avp } from '../codec/avp.ts';
import { DecodeError, type Fault } from '../codec/fault.ts';
import type { Vocabulary } from '../codec/formats/format.ts';
import { type DecodedMessage, type DiameterMessage, decodeMessage, type MessageHeader } from '../codec/message.ts';
import { resultCode } from '../result-code.ts';
import { type AvpDefinition, decodeAvp, isAvpOf } from './avp-definition.ts';
import { AvpIndex } from './avp-index.ts';
import { answerMessage } from './base/answer-message.ts';
import type { Command } from './command.ts';
import { GroupedFormat } from './grouped.ts';
import { NestedVocabulary } from './nested-vocabulary.ts';
import type { AvpsOf, Rule } from './rule.ts';

/** An application of Diameter. */
export interface Application {
  /** 1–4294967294. */
  readonly id: number;
  readonly name: string;
  /** Enterprise number of its vendor, which peers tell each other by Vendor-Specific-Application-Id; 0 for the IETF. */
  readonly vendorId: number;
  /** By which of the two Application-Ids peers tell each other of it. */
  readonly type: 'authentication' | 'accounting';
}

/** What a dictionary has, or is given on top of that. */
export interface Vocables {
  /** Those of the commands are known without being named here. */
  readonly avps?: readonly AvpDefinition[];
  readonly commands?: readonly Command[];
  readonly applications?: readonly Application[];
}

/** What came of reading something: its value, or what the answer says is wrong. */
export type Reading<Value> =
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'fault'; readonly fault: Fault };

/** What came of reading an answer; `error` is one with the E bit, which need not have what the command's answer has. */
export type AnswerReading<Value> =
  | Reading<Value>
  | { readonly type: 'error'; readonly value: AvpsOf<typeof answerMessage.rules> };

/** The AVPs, commands and applications that are known. It does not change: `extend` makes another one. */
export class Dictionary {
  /** In the order in which they were given. */
  readonly applications: readonly Application[];
  readonly #vocables: readonly Vocables[];
  readonly #avps = new AvpIndex<AvpDefinition>();
  /** By application, then by code; those of every application are under undefined. */
  readonly #commands = new Map<number | undefined, Map<number, Command>>();
  readonly #vocabulary = new NestedVocabulary((avp, vocabulary) => this.#judge(avp, vocabulary));

  /** Where two define the same, the later one counts. */
  constructor(...vocables: readonly Vocables[]) {
    this.#vocables = vocables;
    this.applications = vocables.flatMap(({ applications = [] }) => applications);
    for (const { avps = [], commands = [] } of vocables) {
      for (const command of commands) this.#addCommand(command);
      for (const definition of avps) this.#addAvp(definition);
    }
  }

  /** A dictionary that knows these, too. */
  extend(...vocables: readonly Vocables[]): Dictionary {
    return new Dictionary(...this.#vocables, ...vocables);
  }

  /** Vendors of which AVPs are known, for Supported-Vendor-Id. */
  get vendorIds(): readonly number[] {
    return this.#avps.vendorIds().filter((vendorId) => vendorId !== 0);
  }

  /** What is known of an AVP. */
  findAvp(code: number, vendorId: number): AvpDefinition | undefined {
    return this.#avps.find(code, vendorId);
  }

  /** Reads the bytes of a message. Never throws; see `decodeMessage`. */
  decodeMessage(bytes: Uint8Array): DecodedMessage {
    return decodeMessage(bytes, (code, vendorId) => this.findAvp(code, vendorId)?.format.minimumLength ?? 0);
  }

  /** The command of a message, or 3007 or 3001 where the application or the command is unknown. */
  findCommand({ applicationId, commandCode }: MessageHeader): Reading<Command> {
    if (applicationId !== 0 && !this.applications.some(({ id }) => id === applicationId)) {
      return faulty(resultCode.applicationUnsupported, `application ${applicationId} is not supported`);
    }
    const command =
      this.#commands.get(applicationId)?.get(commandCode) ?? this.#commands.get(undefined)?.get(commandCode);
    if (command !== undefined) return { type: 'value', value: command };
    return faulty(resultCode.commandUnsupported, `command ${commandCode} is not supported`);
  }

  /** The values of a request, or what is wrong with its bits and AVPs. */
  readRequest<Request extends readonly Rule[]>(
    command: Pick<Command<Request>, 'request' | 'isProxiable'>,
    message: DiameterMessage,
  ): Reading<AvpsOf<Request>> {
    const { isRequest, isError, isProxiable } = message;
    if (!isRequest || isError || isProxiable !== command.isProxiable) {
      return faulty(resultCode.invalidHdrBits, 'bits of the header do not fit the command');
    }
    return catchFault(() => command.request.read(message.avps, this.#vocabulary));
  }

  /** The values of an answer, or of one that reports an error, or what is wrong with it. */
  readAnswer<Answer extends readonly Rule[]>(
    command: Pick<Command<readonly Rule[], Answer>, 'answer'>,
    message: DiameterMessage,
  ): AnswerReading<AvpsOf<Answer>> {
    if (!message.isError) return catchFault(() => command.answer.read(message.avps, this.#vocabulary));
    const reading = catchFault(() => answerMessage.read(message.avps, this.#vocabulary));
    return reading.type === 'value' ? { type: 'error', value: reading.value } : reading;
  }

  /** The values of all AVPs of this definition among those that no rule names, or what is wrong with them. */
  readAvps<Value>(definition: AvpDefinition<string, Value>, avps: readonly Avp[] = []): Reading<readonly Value[]> {
    return catchFault(() =>
      avps.filter((avp) => isAvpOf(definition, avp)).map((avp) => decodeAvp(definition, avp, this.#vocabulary)),
    );
  }

  #addCommand(command: Command): void {
    const { applicationId, code, request, answer } = command;
    const ofApplication = this.#commands.get(applicationId) ?? new Map<number, Command>();
    this.#commands.set(applicationId, ofApplication.set(code, command));
    for (const { definition } of [...request.rules, ...answer.rules]) this.#addAvp(definition);
  }

  /** @throws DecodeError for an AVP that is unknown and mandatory, or is known and wrong */
  #judge(avp: Avp, vocabulary: Vocabulary): void {
    const definition = this.findAvp(avp.code, avp.vendorId);
    if (definition !== undefined) decodeAvp(definition, avp, vocabulary);
    else if (avp.isMandatory) {
      throw new DecodeError(resultCode.avpUnsupported, [avp], `AVP ${avp.code} of vendor ${avp.vendorId} is unknown`);
    }
  }

  #addAvp(definition: AvpDefinition): void {
    this.#avps.set(definition, definition);
    if (!(definition.format instanceof GroupedFormat)) return;
    for (const rule of definition.format.grammar.rules) this.#addAvp(rule.definition);
  }
}

function faulty(code: number, text: string): { readonly type: 'fault'; readonly fault: Fault } {
  return { type: 'fault', fault: { resultCode: code, failedAvps: [], text } };
}

/** The one place where what is wrong with AVPs of the network becomes a value. */
function catchFault<Value>(read: () => Value): Reading<Value> {
  try {
    return { type: 'value', value: read() };
  } catch (error) {
    if (error instanceof DecodeError) return { type: 'fault', fault: error.fault };
    throw error;
  }
}
