import type { Fault } from '../codec/fault.ts';
import { type DiameterMessage, encodeMessage } from '../codec/message.ts';
import { isAvpOf } from '../dictionary/avp-definition.ts';
import { proxyInfo } from '../dictionary/base/avps.ts';
import type { Command } from '../dictionary/command.ts';
import type { Dictionary } from '../dictionary/dictionary.ts';
import { answerFault, type Origin } from '../dictionary/error-answer.ts';
import { isProtocolError, resultCode } from '../result-code.ts';
import type { Clock } from './clock.ts';
import { DuplicateCache } from './duplicate-cache.ts';
import type { Reply } from './link.ts';
import { destinationOf, originHostOf } from './routing-avps.ts';

/** AVPs that an answer has when its request has them, though the command does not demand them (RFC 6733 §6.2). */
const alwaysEchoed: readonly string[] = ['Session-Id', 'Proxy-Info'];

/** Answers the requests of one command: values go in by name, and come out. */
export interface LocalHandler {
  readonly command: Command;
  readonly answer: (values: object, message: DiameterMessage, peer: string) => object | Promise<object>;
}

/** What requests for this node are answered with. */
export interface LocalRequestsOptions {
  readonly dictionary: Dictionary;
  readonly origin: Origin;
  readonly clock: Clock;
  /** Requests that may wait for handlers at a time, duplicates included. */
  readonly maxActive: number;
  /** Answers that are remembered, for duplicates. */
  readonly duplicateCacheSize: number;
  /** A handler has failed. */
  readonly failed: (error: unknown, message: DiameterMessage) => void;
}

/** The requests that this node answers itself (RFC 6733 §6.1.4). */
export class LocalRequests {
  readonly #options: LocalRequestsOptions;
  readonly #handlers = new Map<string, Entry>();
  /** With the base protocol, which every node has. */
  readonly #applications = new Set([0]);
  /** With the bytes of answers, which take a tenth of their objects. */
  readonly #duplicates: DuplicateCache<Uint8Array>;
  #activeCount = 0;
  #duplicateCount = 0;

  constructor(options: LocalRequestsOptions) {
    this.#options = options;
    this.#duplicates = new DuplicateCache(options.duplicateCacheSize);
  }

  /** Requests that have come again. */
  get duplicateCount(): number {
    return this.#duplicateCount;
  }

  /** Has the requests of a command, in an application, answered by the handler. */
  handle(applicationId: number, handler: LocalHandler): void {
    this.#handlers.set(keyOf(applicationId, handler.command.code), { ...handler, echoed: echoedBy(handler.command) });
    this.#applications.add(applicationId);
  }

  /** Whether there are handlers for the application. */
  has(applicationId: number): boolean {
    return this.#applications.has(applicationId);
  }

  /** Answers a request, or says what is wrong with it. */
  receive(message: DiameterMessage, peer: string, reply: Reply): void {
    const found = this.#options.dictionary.findCommand(message);
    if (found.type === 'fault') {
      this.refuse(message, found.fault, reply);
      return;
    }
    const handler = this.#handlers.get(keyOf(message.applicationId, message.commandCode));
    if (handler === undefined) {
      this.refuse(message, this.#notHandled(message), reply);
      return;
    }
    const reading = this.#options.dictionary.readRequest(handler.command, message);
    if (reading.type === 'fault') this.refuse(message, reading.fault, reply);
    else this.#answerOnce(handler, reading.value, { message, peer, reply, host: originHostOf(message) });
  }

  /** The answer that says what is wrong with a request. */
  refuse(message: DiameterMessage, fault: Fault, reply: Reply): void {
    const { dictionary, origin } = this.#options;
    const found = dictionary.findCommand(message);
    reply(answerFault(message, fault, origin, found.type === 'value' ? found.value : undefined));
  }

  #notHandled({ applicationId, commandCode }: DiameterMessage): Fault {
    const isOurs = this.has(applicationId);
    const code = isOurs ? resultCode.commandUnsupported : resultCode.applicationUnsupported;
    return { resultCode: code, failedAvps: [], text: `no command ${commandCode} in application ${applicationId} here` };
  }

  #answerOnce(handler: Entry, values: object, incoming: Incoming): void {
    const { message, reply, host } = incoming;
    const duplicate = this.#duplicates.add(host, message.endToEnd, this.#options.clock.now());
    if (duplicate !== undefined) this.#duplicateCount += 1;
    if (duplicate?.type === 'answered') {
      this.#repeat(duplicate.answer, incoming);
    } else if (this.#activeCount >= this.#options.maxActive) {
      if (duplicate === undefined) this.#duplicates.forget(host, message.endToEnd);
      this.refuse(message, tooBusy(message), reply);
    } else if (duplicate === undefined) {
      this.#answer(handler, values, incoming);
    } else {
      this.#activeCount += 1;
      duplicate.join((answer) => {
        this.#activeCount -= 1;
        this.#repeat(answer, incoming);
      });
    }
  }

  /** RFC 6733 §6.2: Proxy-Info is that of the path on which the request has come again. */
  #repeat(answer: Uint8Array, { message, reply }: Incoming): void {
    const decoded = this.#options.dictionary.decodeMessage(answer);
    if (decoded.type !== 'message') return;
    const others = decoded.message.avps.filter((avp) => !isAvpOf(proxyInfo, avp));
    reply({ ...decoded.message, avps: [...others, ...message.avps.filter((avp) => isAvpOf(proxyInfo, avp))] });
  }

  #answer(handler: Entry, values: object, { message, peer, reply, host }: Incoming): void {
    const settle = (answer: DiameterMessage) => {
      this.#duplicates.answer(host, message.endToEnd, encodeMessage(answer), this.#options.clock.now());
      this.#activeCount -= 1;
      reply(answer);
    };
    const succeed = (answer: object) => settle(this.#write(handler, message, values, answer));
    const fail = (error: unknown) => {
      this.#options.failed(error, message);
      const fault = { resultCode: resultCode.unableToComply, failedAvps: [], text: 'the request could not be handled' };
      this.refuse(message, fault, settle);
    };
    this.#activeCount += 1;
    try {
      const answer = handler.answer(values, message, peer);
      if (answer instanceof Promise) answer.then(succeed).catch(fail);
      else succeed(answer);
    } catch (error) {
      fail(error);
    }
  }

  /** What the answer has to have, and the handler does not say, is taken from the request (RFC 6733 §6.2). */
  #write({ command, echoed }: Entry, request: DiameterMessage, values: object, answer: object): DiameterMessage {
    const given: Record<string, unknown> = { ...this.#options.origin, ...answer };
    const asked = values as Readonly<Record<string, unknown>>; // by the names of AVPs, as the command's grammar reads them
    for (const name of echoed) if (asked[name] !== undefined) given[name] ??= asked[name];
    const { applicationId, commandCode, hopByHop, endToEnd, isProxiable } = request;
    return {
      ...{ applicationId, commandCode, hopByHop, endToEnd, isProxiable },
      isRequest: false,
      isRetransmitted: false,
      isError: isProtocolError(Number(given['Result-Code'])),
      avps: command.answer.write(given as never), // names are checked at run time, as the types are not known here
    };
  }
}

/** A handler, with the AVPs that its answers take from requests. */
interface Entry extends LocalHandler {
  readonly echoed: readonly string[];
}

/** A request with where its answer goes. */
interface Incoming {
  readonly message: DiameterMessage;
  readonly peer: string;
  readonly reply: Reply;
  /** Its Origin-Host. */
  readonly host: string;
}

/** RFC 6733 §7.1.3: 3004 "MUST only be used when a specific server is requested". */
function tooBusy(message: DiameterMessage): Fault {
  const isSpecific = destinationOf(message).host !== undefined;
  const code = isSpecific ? resultCode.tooBusy : resultCode.unableToDeliver;
  return { resultCode: code, failedAvps: [], text: 'too many requests are under way here' };
}

function echoedBy({ request, answer }: Command): string[] {
  const asked = new Set(request.rules.map(({ definition }) => definition.name));
  return answer.rules
    .filter(({ occurrence, definition: { name } }) => occurrence === 'required' || alwaysEchoed.includes(name))
    .map(({ definition }) => definition.name)
    .filter((name) => asked.has(name));
}

function keyOf(applicationId: number, commandCode: number): string {
  return `${applicationId} ${commandCode}`;
}
