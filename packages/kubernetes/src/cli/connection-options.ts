import { type Command, InvalidArgumentError, Option } from 'commander';
import { ApiClient, type ApiClientOptions } from '../client/api-client.ts';
import { findConnection } from '../client/connection.ts';
import type { ApiExchange } from '../client/http.ts';
import { addValue, parseLimit } from './argument.ts';
import { addKeyOptions, type KeyFlags } from './key-options.ts';
import type { Terminal } from './terminal.ts';

/** Options of every command that speaks to the API server, named as kubectl's. */
export interface ConnectionFlags extends KeyFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly server?: string;
  readonly token?: string;
  readonly as?: string;
  readonly asGroup?: string[];
  readonly asUid?: string;
  readonly certificateAuthority?: string;
  readonly insecureSkipTlsVerify?: true;
  readonly tlsServerName?: string;
  /** In ms. */
  readonly requestTimeout: number;
  readonly v: number;
}

/** Adds the options of {@link ConnectionFlags}. */
export function addConnectionOptions(command: Command): Command {
  return addKeyOptions(command)
    .optionsGroup('Options of the API server:')
    .option('--kubeconfig <file>', 'the kubeconfig, instead of $KUBECONFIG or ~/.kube/config')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--cluster <name>', 'cluster of the kubeconfig')
    .option('--user <name>', 'user of the kubeconfig')
    .option('-s, --server <url>', 'the API server')
    .option('--token <token>', 'bearer token')
    .option('--as <user>', 'user to impersonate')
    .option('--as-group <group>', 'group to impersonate; repeatable', addValue)
    .option('--as-uid <uid>', 'uid to impersonate')
    .option('--certificate-authority <file>', "certificates that sign the API server's")
    .option('--insecure-skip-tls-verify', "do not check the API server's certificate")
    .option('--tls-server-name <name>', "name in the API server's certificate")
    .addOption(
      new Option('--request-timeout <time>', 'longest time until an answer; 0 for no limit')
        .argParser(parseLimit)
        .default(30_000, '30s'),
    )
    .option('-v, --v <level>', 'from 6 on, tell of each request to the API server', parseLevel, 0);
}

function parseLevel(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a number.');
}

/** From where on kubectl does so, too. It shows headers and bodies from 7 and 8 on: these have secrets. */
const levelOfRequests = 6;

/** Runs `use` with a client for the cluster that the options lead to. @throws KubernetesError; what `use` throws. */
export async function withClient(
  { asGroup, requestTimeout, v, config: _, keyPrefix: __, key: ___, ...flags }: ConnectionFlags,
  { env, complain }: Terminal,
  use: (client: ApiClient) => Promise<void>,
  options: Pick<ApiClientOptions, 'waitsWhenBusy'> = {},
): Promise<void> {
  const connection = await findConnection({ ...flags, ...(asGroup && { asGroups: asGroup }), env });
  const onExchange = (exchange: ApiExchange) => complain(`${describeExchange(exchange)}\n`);
  const log = v >= levelOfRequests && { onExchange };
  const client = new ApiClient(connection, { ...options, ...log, timeout: requestTimeout });
  try {
    await use(client);
  } finally {
    client.close();
  }
}

/** As kubectl words it. */
function describeExchange({ method, url, status = 'without an answer', duration }: ApiExchange): string {
  return `${method} ${url} ${status} in ${Math.round(duration)} milliseconds`;
}
