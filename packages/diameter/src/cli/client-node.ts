import { once } from 'node:events';
import { raw, type Transport, udp } from 'usctp';
import { baseDictionary } from '../dictionary/base/base-dictionary.ts';
import { creditControlVocables } from '../dictionary/credit-control/command.ts';
import { createDiameterNode, type DiameterNode } from '../node/diameter-node.ts';
import { connectSctp } from '../node/sctp-connection.ts';
import { describeError } from './failure.ts';
import { sctpOptions } from './sctp-options.ts';

/** Whom a client calls, and as whom. */
export interface ClientOptions {
  /** Origin-Host of the client. */
  readonly identity: string;
  /** Origin-Realm of the client, and the realm of the server. */
  readonly realm: string;
  /** Origin-Host of the server. */
  readonly peer: string;
  /** Where the server is: SCTP port and addresses, or the name of its SRV records. */
  readonly server: { readonly port: number; readonly addresses: readonly string[] } | { readonly srv: string };
  readonly localAddresses: readonly string[] | undefined;
  readonly transport: Transport;
  /** Longest wait for the server, in ms. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** The transport that the command line asks for. */
export function clientTransport(name: 'raw' | 'udp', peerPort: number): Transport {
  return name === 'raw' ? raw() : udp({ localPort: 0, peerPort });
}

/** A client that has exchanged capabilities with its server. @throws (as a rejection) Error when there is no server in time */
export async function openClient(options: ClientOptions): Promise<DiameterNode> {
  const { identity, realm, peer, server, localAddresses, transport, timeout, signal } = options;
  const connect = connectSctp({
    ...sctpOptions,
    ...server,
    transport,
    ...(localAddresses && { localAddresses }),
  });
  const node = createDiameterNode({
    identity,
    realm,
    dictionary: baseDictionary.extend(creditControlVocables),
    peers: [{ identity: peer, realm, connect }],
  });
  let reason: unknown = 'it does not answer';
  node.on('close', (_, { error, reason: { type } }) => {
    reason = error ?? type;
  });
  const opened = once(node, 'open', { signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) });
  try {
    await Promise.all([opened, node.start()]);
    return node;
  } catch (error) {
    await node.close({ deadline: 0 });
    if (signal.aborted) throw error;
    throw new Error(`${peer} is not reached within ${timeout} ms: ${describeError(reason)}`, { cause: error });
  }
}
