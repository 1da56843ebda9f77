import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is answered at a path: 200 for a text, 503 for a reason why not. */
export type Page = () => { readonly text: string; readonly type?: string } | { readonly failure: string };

/** Where to listen. */
export interface ListenOptions {
  /** 0–65535; 0: one that is free. */
  readonly port: number;
  /** Default: all addresses. */
  readonly address?: string | undefined;
}

/** Serves pages over HTTP until it is closed; bounded in what others can make it hold. */
export class HttpServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws Error of the system where it cannot listen. */
  static async open(pages: Readonly<Record<string, Page>>, { port, address }: ListenOptions): Promise<HttpServer> {
    const server = createServer({ headersTimeout: 5000, requestTimeout: 5000 }, ({ method, url = '/' }, response) => {
      const page = pages[url.replace(/\?.*$/s, '')];
      if (page === undefined) return response.writeHead(404).end();
      if (method !== 'GET' && method !== 'HEAD') return response.writeHead(405, { allow: 'GET, HEAD' }).end();
      const answer = page();
      if ('failure' in answer) return response.writeHead(503).end(`${answer.failure}\n`);
      const { text, type = 'text/plain; charset=utf-8' } = answer;
      return response.writeHead(200, { 'content-type': type }).end(text);
    });
    server.maxConnections = 64;
    server.listen(port, address);
    await once(server, 'listening');
    return new HttpServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
