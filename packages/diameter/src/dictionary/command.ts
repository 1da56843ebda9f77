import { greatestUint24 } from '../codec/bytes.ts';
import type { DiameterMessage, MessageHeader } from '../codec/message.ts';
import { Grammar } from './grammar.ts';
import type { AvpsOf, Rule } from './rule.ts';

/** A request and its answer. */
export interface Command<
  Request extends readonly Rule[] = readonly Rule[],
  Answer extends readonly Rule[] = readonly Rule[],
> {
  /** Without `-Request` and `-Answer`: `Credit-Control`. */
  readonly name: string;
  /** 0–16777215. */
  readonly code: number;
  /** Of its application, 0 for the base protocol; undefined where every application can have it, as Session-Termination. */
  readonly applicationId: number | undefined;
  /** Whether agents may hand it on; its messages have the P bit. */
  readonly isProxiable: boolean;
  readonly request: Grammar<Request>;
  readonly answer: Grammar<Answer>;
}

/** A command before its AVPs have become grammars. */
export interface CommandDescription<Request extends readonly Rule[], Answer extends readonly Rule[]>
  extends Omit<Command, 'request' | 'answer'> {
  /** In the order of the RFC. Both end with `* [ AVP ]`, as all commands do. */
  readonly request: Request;
  readonly answer: Answer;
}

/** Values of a command's request, by name. */
export type RequestOf<C extends Command> = C extends Command<infer Request, readonly Rule[]> ? AvpsOf<Request> : never;

/** Values of a command's answer, by name. */
export type AnswerOf<C extends Command> = C extends Command<readonly Rule[], infer Answer> ? AvpsOf<Answer> : never;

/** Numbers of a request that are not its command's; each is 0 where it is left out. */
export interface RequestNumbers {
  /** Wanted only where the command is of every application. */
  readonly applicationId?: number;
  readonly hopByHop?: number;
  readonly endToEnd?: number;
}

/** Describes a command. @throws RangeError for a code of more than 24 bits */
export function defineCommand<const Request extends readonly Rule[], const Answer extends readonly Rule[]>(
  description: CommandDescription<Request, Answer>,
): Command<Request, Answer> {
  const { name, code, applicationId, isProxiable, request, answer } = description;
  if (!(Number.isInteger(code) && code >= 0 && code <= greatestUint24)) {
    throw new RangeError(`${name}: ${code} is no code of a command: 0–${greatestUint24}`);
  }
  return {
    name,
    code,
    applicationId,
    isProxiable,
    request: new Grammar(request, true),
    answer: new Grammar(answer, true),
  };
}

/** A request. @throws TypeError or RangeError for values that are missing, unknown, or not of their format */
export function writeRequest<Request extends readonly Rule[], Answer extends readonly Rule[]>(
  command: Command<Request, Answer>,
  values: AvpsOf<Request>,
  { applicationId = 0, hopByHop = 0, endToEnd = 0 }: RequestNumbers = {},
): DiameterMessage {
  return {
    ...headerOf(command),
    isRequest: true,
    applicationId: command.applicationId ?? applicationId,
    hopByHop,
    endToEnd,
    avps: command.request.write(values),
  };
}

/** The answer to a request. @throws TypeError or RangeError for values that are missing, unknown, or not of their format */
export function writeAnswer<Request extends readonly Rule[], Answer extends readonly Rule[]>(
  command: Command<Request, Answer>,
  request: MessageHeader,
  values: AvpsOf<Answer>,
): DiameterMessage {
  const { applicationId, hopByHop, endToEnd } = request;
  const avps = command.answer.write(values);
  return { ...headerOf(command), isRequest: false, applicationId, hopByHop, endToEnd, avps };
}

function headerOf({ code, isProxiable }: Command) {
  return { commandCode: code, isProxiable, isError: false, isRetransmitted: false };
}
