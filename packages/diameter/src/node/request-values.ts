import type { DiameterMessage } from '../codec/message.ts';
import type { AnswerOf, Command, RequestOf } from '../dictionary/command.ts';

/** Makes names optional. */
type Optional<Values, Name> = Omit<Values, Extract<keyof Values, Name>> &
  Partial<Pick<Values, Extract<keyof Values, Name>>>;

/** What a request is made of: Origin-Host and Origin-Realm are the node's. */
export type RequestValues<C extends Command> = Optional<RequestOf<C>, 'Origin-Host' | 'Origin-Realm'>;

/**
 * What an answer is made of: Origin-Host and Origin-Realm are the node's; Session-Id, Proxy-Info, and what else the
 * answer has to repeat of the request, are taken from there when they are left out.
 */
export type AnswerValues<C extends Command> = Optional<AnswerOf<C>, keyof RequestOf<C>>;

/** Where a request has come from. */
export interface RequestContext {
  /** Identity of the neighbour that has handed it on; Origin-Host says who has made it. */
  readonly peer: string;
  /** The request as it was on the wire. */
  readonly message: DiameterMessage;
}

/** Answers requests of a command. What it throws is answered with 5012. */
export type RequestHandler<C extends Command> = (
  request: RequestOf<C>,
  context: RequestContext,
) => AnswerValues<C> | Promise<AnswerValues<C>>;

/** How a request is sent. */
export interface RequestOptions {
  /** Longest wait for the answer, in ms: 1 or more; default: `requestTimeout` of the node. */
  readonly timeout?: number;
  /** Wanted only where the command is of every application, as Session-Termination. */
  readonly applicationId?: number;
}
