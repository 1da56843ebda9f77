import { BlockList, isIP } from 'node:net';
import { KubernetesError } from '../errors.ts';

/**
 * The proxy on the way to an API server, found as by kubectl: the kubeconfig's `proxy-url`; else $HTTPS_PROXY, or $HTTP_PROXY
 * for a server without TLS, unless $NO_PROXY has the server, or it is on this machine. Names in small letters do as well.
 * @throws KubernetesError `ERR_KUBECONFIG` for one that speaks neither HTTP nor HTTPS.
 */
export function proxyFor(server: URL, configured: string | undefined, env: NodeJS.ProcessEnv): URL | undefined {
  if (configured) return proxyOf(configured, 'proxy-url of the kubeconfig');
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = variable(env, name);
  if (proxy === '' || isLocal(server) || isExempt(server, variable(env, 'NO_PROXY'))) return undefined;
  return proxyOf(proxy, `$${name}`);
}

/** The address of a host in a URL, or its name: IPv6 without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function variable(env: NodeJS.ProcessEnv, name: string): string {
  return env[name] || env[name.toLowerCase()] || '';
}

function proxyOf(text: string, source: string): URL {
  const full = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  // The rest of it may have a password.
  const reason = `the proxy of ${source} is no http or https URL${url === undefined ? '' : ` but ${url.protocol}//`}`;
  throw new KubernetesError('ERR_KUBECONFIG', `${reason}; others, as SOCKS, are not supported`);
}

function isLocal(server: URL): boolean {
  const host = hostOf(server);
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether a list of $NO_PROXY has the server: `*`, addresses, networks, and domains with what is below them. */
function isExempt(server: URL, list: string): boolean {
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  return list.split(',').some((item) => {
    const text = item.trim().toLowerCase();
    if (text === '*') return true;
    const [, host = text, itsPort = port] = /^\[(.+)\](?::(\d+))?$/.exec(text) ?? /^([^:]+):(\d+)$/.exec(text) ?? [];
    return host !== '' && itsPort === port && isBelow(hostOf(server), host);
  });
}

/** Whether a host is the other one, or in that network or domain; one that begins with a dot has only what is below it. */
function isBelow(host: string, other: string): boolean {
  const [network = '', length] = other.split('/');
  const family = isIP(host);
  if (family !== 0) return isIP(network) === family && isWithin(host, network, length, family === 4 ? 'ipv4' : 'ipv6');
  const domain = other.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && domain === other);
}

function isWithin(host: string, network: string, length: string | undefined, family: 'ipv4' | 'ipv6'): boolean {
  const longest = family === 'ipv4' ? 32 : 128;
  const bits = length === undefined ? longest : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > longest) return false;
  const addresses = new BlockList();
  addresses.addSubnet(network, bits, family);
  return addresses.check(host, family);
}
