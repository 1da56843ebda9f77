import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is answered at a path, with its status of HTTP. */
export interface Page {
  readonly status: 200 | 503;
  readonly type: string;
  readonly text: string;
}

/** A page of plain text. */
export function textPage(status: Page['status'], text: string): Page {
  return { status, type: 'text/plain; charset=utf-8', text: `${text}\n` };
}

/** Serves pages over HTTP. @throws (as a rejection) Error of the system where it cannot listen */
export async function servePages(
  pages: Readonly<Record<string, () => Page | Promise<Page>>>,
  { port, address }: { readonly port: number; readonly address: string },
): Promise<Server> {
  const server = createServer({ requestTimeout: 5000 }, async ({ url = '/' }, response) => {
    const make = pages[url.split('?', 1)[0] ?? ''];
    const page = make === undefined ? undefined : await make();
    if (page === undefined) response.writeHead(404).end();
    else response.writeHead(page.status, { 'content-type': page.type }).end(page.text);
  });
  server.maxConnections = 64;
  server.listen(port, address);
  await once(server, 'listening');
  return server;
}

/** Where the server listens. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port; // it listens on TCP
}

/** Closes it, with what connections are left. */
export async function closePages(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
