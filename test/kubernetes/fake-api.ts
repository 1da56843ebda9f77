import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient, ApiError, findConnection } from '@usctp/kubernetes';
import { rejection } from '../helpers/rejection.ts';

/** What a fake API server was asked. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** Answers one request. */
export type Answer = (asked: Asked, response: ServerResponse) => void;

/** An HTTP server that answers as the test says, one answer after the other, the last one for all that follow. */
export interface FakeApi {
  readonly url: string;
  readonly client: ApiClient;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export function fakeApi(...answers: readonly Answer[]): Promise<FakeApi> {
  return fakeApiAt('127.0.0.1', ...answers);
}

/** The same at another address of this machine. */
export async function fakeApiAt(address: string, ...answers: readonly Answer[]): Promise<FakeApi> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://api');
    const { method = '', headers } = request;
    const entry = { method, path: pathname, query: searchParams, headers, body: undefined as unknown };
    asked.push(entry);
    let text = '';
    for await (const part of request) text += part;
    if (text !== '') entry.body = JSON.parse(text);
    answer?.(entry, response);
  });
  server.listen(0, address);
  await once(server, 'listening');
  const url = `http://${address}:${(server.address() as AddressInfo).port}`; // of a TCP server
  const client = new ApiClient(await findConnection({ server: url, env: {} }), { timeout: 5000 });
  return {
    url,
    client,
    asked,
    close: async () => {
      client.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer of JSON. */
export function json(content: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content));
}

/** A refusal, as an API server words it. */
export function refusal(status: number, reason: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message: `it is ${reason}`, code: status },
    status,
    headers,
  );
}

/** An answer of one JSON object a line, then the end, unless `isOpen`. */
export function lines(objects: readonly unknown[], isOpen = false): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(objects.map((object) => `${JSON.stringify(object)}\n`).join(''));
    if (!isOpen) response.end();
  };
}

/** What the promise is refused with by the API server. */
export async function refusalOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await rejection(promise);
  if (error instanceof ApiError) return error;
  throw error;
}
