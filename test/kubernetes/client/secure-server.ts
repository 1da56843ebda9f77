import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';

/** The file of a certificate or a key; they are valid until 2120, for the address 127.0.0.1 and the name api.test. */
export function certificateFile(name: string): string {
  return fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
}

/** An HTTPS server that tells who asks: by client certificate, and by the header `authorization`. */
export interface SecureServer {
  readonly url: string;
  /** Names of those who have asked; `nobody` has no certificate. */
  readonly askedBy: readonly string[];
  close(): Promise<void>;
}

/** Answers 401 to whoever `isWelcome` denies. */
export async function secureServer(isWelcome: (who: string) => boolean = () => true): Promise<SecureServer> {
  const askedBy: string[] = [];
  const [ca, cert, key] = ['authority.crt', 'server.crt', 'server.key'].map((name) =>
    readFileSync(certificateFile(name)),
  );
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const who = nameOf(request);
    askedBy.push(who);
    response.writeHead(isWelcome(who) ? 200 : 401).end(JSON.stringify({ who, message: `${who} is not welcome` }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, // of a TCP server
    askedBy,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function nameOf({ socket, headers }: IncomingMessage): string {
  const { authorized, getPeerCertificate } = socket as TLSSocket; // of an HTTPS server
  if (authorized) return `${getPeerCertificate.call(socket).subject.CN}`;
  return headers.authorization ?? 'nobody';
}
