import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, KubernetesError, type StatusObject } from '../errors.ts';
import type { Connection } from './connection.ts';
import { type ApiExchange, type HttpRequest, HttpTransport, textOf } from './http.ts';

/** One request to the API. */
export interface ApiRequest {
  readonly method?: HttpRequest['method'];
  /** As `/api/v1/nodes`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  /** Media type of the body; default `application/json`. */
  readonly contentType?: string;
  /** Longest time until the answer begins, and between two parts of it, in ms; default: the client's. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether a server that asks to be left alone for a while (429, 503) is asked again after that; default: the client's. */
  readonly waitsWhenBusy?: boolean;
}

/** How a client behaves. */
export interface ApiClientOptions {
  /** Longest time until an answer begins, and between two parts of it, in ms; default 30,000. */
  readonly timeout?: number;
  /** Told to the API server, which writes it to its audit log. */
  readonly userAgent?: string;
  /** Whether a server that asks to be left alone for a while (429, 503) is asked again after that; default true. */
  readonly waitsWhenBusy?: boolean;
  /** Told of each request when its answer begins, or when none comes. */
  readonly onExchange?: (exchange: ApiExchange) => void;
}

/** A server that asks for patience is asked so often again, and waited for so long each time, in s. */
const maxBusyRetries = 8;
const maxBusyDelay = 30;

/** Speaks to the API server of one cluster: JSON in, JSON out, refusals as {@link ApiError}. */
export class ApiClient {
  readonly #connection: Connection;
  readonly #transport: HttpTransport;
  readonly #timeout: number;
  readonly #userAgent: string;
  readonly #waitsWhenBusy: boolean;

  constructor(connection: Connection, options: ApiClientOptions = {}) {
    const { timeout = 30_000, userAgent = 'usctp-k8s', waitsWhenBusy = true, onExchange = () => {} } = options;
    this.#connection = connection;
    this.#transport = new HttpTransport(connection, onExchange);
    this.#timeout = timeout;
    this.#userAgent = userAgent;
    this.#waitsWhenBusy = waitsWhenBusy;
  }

  /** Namespace of the connection. */
  get namespace(): string {
    return this.#connection.namespace;
  }

  /**
   * The object that the API answers with; the caller names its type.
   * @throws ApiError when it refuses; KubernetesError when it cannot be reached.
   */
  async request<T>(request: ApiRequest): Promise<T> {
    const text = await textOf(await this.stream(request), this.#patience(request));
    try {
      return JSON.parse(text) as T; // the caller says what the path answers
    } catch (error) {
      const reason = `${nameOf(request)}: the answer is not JSON; is ${this.#connection.server.origin} an API server?`;
      throw new KubernetesError('ERR_KUBERNETES_CONNECTION', reason, { cause: error });
    }
  }

  /** The answer as it comes, for a watch. @throws as {@link request}. */
  async stream(request: ApiRequest): Promise<IncomingMessage> {
    for (let retries = 0; ; retries += 1) {
      const response = await this.#send(request);
      if (isSuccess(response)) return response;
      const error = refusal(response, request, await textOf(response, this.#patience(request)));
      const { waitsWhenBusy = this.#waitsWhenBusy } = request;
      const delay = waitsWhenBusy && retries < maxBusyRetries ? busyDelay(error) : undefined;
      if (delay === undefined) throw error;
      await sleep(delay * 1000, undefined, request.signal === undefined ? {} : { signal: request.signal });
    }
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.#transport.close();
  }

  #patience({ timeout, signal }: Pick<ApiRequest, 'timeout' | 'signal'>): {
    readonly timeout: number;
    readonly signal: AbortSignal | undefined;
  } {
    return { timeout: timeout ?? this.#timeout, signal };
  }

  async #send(request: ApiRequest): Promise<IncomingMessage> {
    const { credentials } = this.#connection;
    const first = await this.#sendOnce(request);
    if (first.statusCode !== 401) return first;
    first.resume();
    credentials.refused();
    return this.#sendOnce(request);
  }

  /** A connection that was kept may be closed by the server as we use it: what changes nothing is sent again. */
  async #sendOnce(request: ApiRequest): Promise<IncomingMessage> {
    const credentials = await this.#connection.credentials.current();
    const http = this.#httpRequest(request);
    try {
      return await this.#transport.send(http, credentials);
    } catch (error) {
      if (http.method !== 'GET' || !isReset(error)) throw error;
      return this.#transport.send(http, credentials);
    }
  }

  #httpRequest({ method = 'GET', path, query = {}, body, contentType, ...request }: ApiRequest): HttpRequest {
    const search = searchOf(query);
    return {
      method,
      path: search === '' ? path : `${path}?${search}`,
      headers: {
        accept: 'application/json',
        'user-agent': this.#userAgent,
        ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...this.#patience(request),
    };
  }
}

function searchOf(query: NonNullable<ApiRequest['query']>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, String(value));
  return search.toString();
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function refusal({ headers, statusCode = 0 }: IncomingMessage, request: ApiRequest, text: string): ApiError {
  const retryAfter = Number(headers['retry-after']);
  return new ApiError(
    statusCode,
    nameOf(request),
    statusIn(text),
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

/** What the Status object in the text says; text of another kind, as a proxy sends it, is its own message. */
function statusIn(text: string): StatusObject {
  try {
    const status: unknown = JSON.parse(text);
    if (typeof status === 'object' && status !== null) return status;
  } catch {
    const [line = ''] = text.trim().split('\n');
    return line === '' ? {} : { message: line.slice(0, 200) };
  }
  return {};
}

/** Seconds to wait before the request is sent again; undefined when it is not to be. */
function busyDelay({ status, retryAfterSeconds }: ApiError): number | undefined {
  if (retryAfterSeconds === undefined || (status !== 429 && status !== 503)) return undefined;
  return Math.min(retryAfterSeconds, maxBusyDelay) + Math.random() / 4;
}

function isReset(error: unknown): boolean {
  if (!(error instanceof KubernetesError)) return false;
  // `as`: the error of the socket, if it was one.
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function nameOf({ method = 'GET', path }: ApiRequest): string {
  return `${method} ${path}`;
}
