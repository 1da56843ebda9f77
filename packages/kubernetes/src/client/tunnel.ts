import { type Agent, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { hostOf } from './proxy.ts';

/** Longest wait for a proxy, in ms. */
const maxWait = 30_000;

/**
 * Has the agent reach a server through a proxy, by CONNECT (RFC 9110 §9.3.6), and speak TLS with the server when it is one of
 * https. Gives how to call off the connections that wait for the proxy.
 */
export function tunnel(agent: Agent, proxy: URL, server: URL): () => void {
  const calledOff = new AbortController();
  const isSecure = server.protocol === 'https:';
  const authority = `${server.hostname}:${server.port || (isSecure ? 443 : 80)}`;
  agent.createConnection = (options, callback) => {
    connectThrough(proxy, authority, calledOff.signal).then(
      // `as`: what the agent of https would give to `connect` of tls.
      (socket) => callback?.(null, isSecure ? connectTls({ ...(options as ConnectionOptions), socket }) : socket),
      // `as`: with an error there is no socket.
      (error: Error) => (callback as ((error: Error) => void) | undefined)?.(error),
    );
    return undefined;
  };
  return () => calledOff.abort();
}

function connectThrough(proxy: URL, authority: string, signal: AbortSignal): Promise<Socket> {
  const isSecure = proxy.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: Error) => reject(new Error(`the proxy ${proxy.origin} ${reason}`, { cause }));
    const sent = (isSecure ? requestHttps : requestHttp)({
      ...{ host: hostOf(proxy), port: proxy.port || (isSecure ? 443 : 80), agent: false, signal, timeout: maxWait },
      ...{ method: 'CONNECT', path: authority, headers: { host: authority, ...authorizationOf(proxy) } },
    });
    sent.on('connect', ({ statusCode = 0, statusMessage }, socket: Socket, head: Buffer) => {
      const isOpen = statusCode >= 200 && statusCode < 300;
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      if (isOpen) return resolve(socket);
      socket.destroy();
      fail(`answered CONNECT ${authority} with ${statusCode} ${statusMessage}`);
    });
    sent.on('timeout', () => sent.destroy(new Error(`it did not answer within ${maxWait} ms`)));
    sent.on('error', (error) => fail(`cannot be used: ${error.message}`, error));
    sent.end();
  });
}

function authorizationOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const [name, word] = [username, password].map(decodeURIComponent);
  return { 'proxy-authorization': `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}` };
}
