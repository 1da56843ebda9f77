import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { KubernetesError } from '../errors.ts';
import type { Connection } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { tunnel } from './tunnel.ts';

/** One HTTP request to the API server. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | undefined;
  /** Longest time until the answer begins, in ms, and between two parts of it. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/** A request that was answered, or not: for logs. */
export interface ApiExchange {
  readonly method: HttpRequest['method'];
  /** Without user and password. */
  readonly url: string;
  /** HTTP status code and its words; undefined when no answer has come. */
  readonly status: string | undefined;
  /** Until the answer began, or was given up, in ms. */
  readonly duration: number;
}

/** Sends requests to one API server over connections that are kept; those of different credentials apart. */
export class HttpTransport {
  readonly #connection: Connection;
  readonly #onExchange: (exchange: ApiExchange) => void;
  #agent: HttpAgent | HttpsAgent | undefined;
  #agentCredentials: Credentials | undefined;
  #callOffTunnels = () => {};

  constructor(connection: Connection, onExchange: (exchange: ApiExchange) => void) {
    this.#connection = connection;
    this.#onExchange = onExchange;
  }

  /**
   * Resolves when the answer begins, whatever its status.
   * @throws KubernetesError `ERR_KUBERNETES_CONNECTION` or `ERR_KUBERNETES_TIMEOUT`; the reason of the signal.
   */
  async send(request: HttpRequest, credentials: Credentials): Promise<IncomingMessage> {
    const { server, impersonation } = this.#connection;
    const url = new URL(`${server.pathname.replace(/\/$/, '')}${request.path}`, server);
    const { method, headers, body, signal } = request;
    signal?.throwIfAborted();
    const options = {
      method,
      agent: this.#agentFor(credentials),
      headers: { ...headers, ...impersonation, ...credentials.headers },
      ...(signal === undefined ? {} : { signal }),
    };
    const sent = server.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    const begun = performance.now();
    let answer: IncomingMessage | undefined;
    try {
      answer = await answerTo(sent, body, { timeout: request.timeout, signal, server });
      return answer;
    } finally {
      const status = answer && `${answer.statusCode} ${answer.statusMessage}`.trim();
      this.#onExchange({ method, url: withoutUser(url), status, duration: performance.now() - begun });
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agent?.destroy();
    this.#callOffTunnels();
    this.#agent = undefined;
  }

  #agentFor(credentials: Credentials): HttpAgent | HttpsAgent {
    if (this.#agent !== undefined && this.#agentCredentials === credentials) return this.#agent;
    const { server, tls, proxy } = this.#connection;
    const isSame = this.#agentCredentials?.cert === credentials.cert && this.#agentCredentials?.key === credentials.key;
    this.#agentCredentials = credentials;
    if (this.#agent !== undefined && isSame) return this.#agent;
    this.close();
    const { ca, servername, rejectUnauthorized } = tls;
    const { cert, key } = credentials;
    const own = { ca, servername, rejectUnauthorized, cert, key };
    const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
    const isPlain = server.protocol === 'http:';
    this.#agent = isPlain ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ...given });
    if (proxy !== undefined) this.#callOffTunnels = tunnel(this.#agent, proxy, server);
    return this.#agent;
  }
}

function withoutUser(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

interface AnswerOptions {
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly server: URL;
}

function answerTo(sent: ClientRequest, body: string | undefined, options: AnswerOptions): Promise<IncomingMessage> {
  const { timeout, signal, server } = options;
  return new Promise((resolve, reject) => {
    const late = new KubernetesError(
      'ERR_KUBERNETES_TIMEOUT',
      `the API server ${server.origin} did not answer within ${timeout} ms`,
    );
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    // A request that waits for a tunnel tells of no error until it has one.
    const giveUp = (reason: unknown) => {
      settle();
      reject(reason);
      sent.destroy();
    };
    const timer = setTimeout(() => giveUp(late), timeout);
    const onAbort = () => giveUp(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    sent.on('response', (response) => {
      settle();
      resolve(response);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      settle();
      if (signal?.aborted) reject(signal.reason);
      else reject(unreachableServer(server, error));
    });
    sent.end(body);
  });
}

function unreachableServer(server: URL, error: NodeJS.ErrnoException): KubernetesError {
  const reason = `the API server ${server.origin} cannot be reached: ${error.message || error.code}`;
  return new KubernetesError('ERR_KUBERNETES_CONNECTION', reason, { cause: error });
}

/**
 * All of the body, as text.
 * @throws KubernetesError `ERR_KUBERNETES_TIMEOUT` when nothing comes of it for `timeout` ms,
 * `ERR_KUBERNETES_CONNECTION` when it breaks off; the reason of the signal.
 */
export async function textOf(
  response: IncomingMessage,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal | undefined },
): Promise<string> {
  const late = new KubernetesError('ERR_KUBERNETES_TIMEOUT', `the API server fell silent for ${timeout} ms`);
  const timer = setTimeout(() => response.destroy(late), timeout);
  response.setEncoding('utf8');
  let text = '';
  try {
    for await (const part of response) {
      timer.refresh();
      text += part;
    }
    return text;
  } catch (error) {
    signal?.throwIfAborted();
    if (error === late) throw late;
    throw new KubernetesError('ERR_KUBERNETES_CONNECTION', 'the API server broke off its answer', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
