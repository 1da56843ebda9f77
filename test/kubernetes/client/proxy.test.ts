import { join } from 'node:path';
import { ApiClient, type ConnectionOptions, findConnection } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { fakeApi, json } from '../fake-api.ts';
import { inFolder } from '../folder.ts';
import { certificateFile, secureServer } from './secure-server.ts';
import { tunnellingProxy } from './tunnelling-proxy.ts';

const certificateAuthority = certificateFile('authority.crt');

/** Asks twice, so that the second time finds the connection of the first. */
async function ask(options: ConnectionOptions): Promise<string> {
  const client = new ApiClient(await findConnection({ certificateAuthority, ...options }), { timeout: 5000 });
  try {
    await client.request({ path: '/' });
    return (await client.request<{ readonly who: string }>({ path: '/' })).who;
  } finally {
    client.close();
  }
}

async function proxyOf(server: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return (await findConnection({ server, env })).proxy?.href;
}

describe('a proxy of the API server', (test) => {
  test('opens a tunnel, in which the server proves itself, and we to it', async () => {
    const server = await secureServer();
    const proxy = await tunnellingProxy(server.url);
    const env = { HTTPS_PROXY: proxy.url.replace('//', '//jane:hid%3Aden@') };
    const options = { server: 'https://api.test:6443', token: 'secret', env };
    assert.is(await ask(options), 'Bearer secret');
    assert.equal(proxy.asked, [`api.test:6443 Basic ${Buffer.from('jane:hid:den').toString('base64')}`]);
    const other = await rejection(ask({ ...options, server: 'https://other.test' }));
    assert.match(other.message, /https:\/\/other\.test cannot be reached: Hostname\/IP does not match/);
    assert.match(proxy.asked[1] ?? '', /^other\.test:443 /);
    await proxy.close();
    await server.close();
  });

  test('takes requests without TLS, too', async () => {
    const api = await fakeApi(json({ who: 'plain' }));
    const proxy = await tunnellingProxy(api.url);
    assert.is(await ask({ server: 'http://api.test', env: { http_proxy: proxy.url } }), 'plain');
    assert.equal(proxy.asked, ['api.test:80']);
    await proxy.close();
    await api.close();
  });

  test('is that of the kubeconfig, which knows no exceptions', async () => {
    const server = await secureServer();
    const proxy = await tunnellingProxy(server.url);
    const config = `
current-context: c
clusters: [{ name: c, cluster: { server: "${server.url}", proxy-url: "${proxy.url}" } }]
users: [{ name: u, user: { client-certificate: ${certificateFile('jane.crt')}, client-key: ${certificateFile('jane.key')} } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
`;
    await inFolder({ config }, async (folder) => {
      const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' };
      assert.is(await ask({ kubeconfig: join(folder, 'config'), env }), 'jane');
    });
    assert.is(proxy.asked.length, 1);
    await proxy.close();
    await server.close();
  });

  test('is named when it refuses, when it is away, and when it is silent', async () => {
    const [refusing, silent] = [await tunnellingProxy('', 407), await tunnellingProxy('', 0)];
    const failureBy = (proxy: string) => rejection(ask({ server: 'https://api.test', env: { HTTPS_PROXY: proxy } }));
    const server = 'the API server https://api.test cannot be reached';
    const refused = `${server}: the proxy ${refusing.url} answered CONNECT api.test:443 with 407 Not So`;
    assert.is((await failureBy(refusing.url)).message, refused);
    const away = `${server}: the proxy http://127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1`;
    assert.is((await failureBy('127.0.0.1:1')).message, away);
    const connection = await findConnection({ server: 'https://api.test', env: { HTTPS_PROXY: silent.url } });
    const client = new ApiClient(connection, { timeout: 50 });
    assert.is((await rejection(client.request({ path: '/' }))).code, 'ERR_KUBERNETES_TIMEOUT');
    const signal = AbortSignal.timeout(50);
    assert.is(await rejection(client.request({ path: '/', timeout: 5000, signal })), signal.reason);
    client.close();
    for (const proxy of [refusing, silent]) await proxy.close();
  });

  test('is none for servers that NO_PROXY has, and for this machine', async () => {
    const proxy = 'http://proxy.test:3128/';
    const without = async (server: string, list: string) =>
      (await proxyOf(server, { HTTPS_PROXY: proxy, NO_PROXY: list })) === undefined;
    for (const [server, list, isExempt] of [
      ['https://api.test', '', false],
      ['https://api.test', '*', true],
      ['https://api.test', 'other.test, API.test', true],
      ['https://a.api.test', 'api.test', true],
      ['https://api.test', '.api.test', false],
      ['https://a.api.test', '.api.test', true],
      ['https://a.api.test', '*.api.test', true],
      ['https://myapi.test', 'api.test', false],
      ['https://api.test', 'api.test:443', true],
      ['https://api.test:6443', 'api.test:443', false],
      ['https://10.1.2.3:6443', '10.1.0.0/16', true],
      ['https://10.2.2.3:6443', '10.1.0.0/16,10.0.0.0/x,10.0.0.0/33', false],
      ['https://10.1.2.3:6443', '10.1.2.3', true],
      ['https://10.1.2.3:6443', '10.1.2.3:6443', true],
      ['https://[fd00::1]:6443', 'fd00::/8', true],
      ['https://[fd00::1]:6443', '[fd00::1]:6443', true],
      ['https://[fd00::1]:6443', 'fd01::1,10.0.0.0/8', false],
      ['https://localhost:6443', '', true],
      ['https://127.0.0.2:6443', '', true],
      ['https://[::1]:6443', '', true],
    ] as const) {
      assert.is(await without(server, list), isExempt, `${server} and NO_PROXY=${list}`);
    }
  });

  test('is refused when it speaks neither HTTP nor HTTPS', async () => {
    const error = await rejection(proxyOf('https://api.test', { https_proxy: 'socks5://jane:hidden@proxy.test' }));
    assert.is(error.code, 'ERR_KUBECONFIG');
    const reason =
      'the proxy of $HTTPS_PROXY is no http or https URL but socks5://; others, as SOCKS, are not supported';
    assert.is(error.message, reason);
    assert.match(
      (await rejection(proxyOf('http://a', { HTTP_PROXY: 'a b' }))).message,
      'proxy of $HTTP_PROXY is no http',
    );
  });

  test('counts in a pod, too', () =>
    inFolder({ token: 't', namespace: 'n', 'ca.crt': 'c' }, async (folder) => {
      const env = {
        KUBERNETES_SERVICE_HOST: '10.96.0.1',
        KUBERNETES_SERVICE_PORT: '443',
        KUBERNETES_SERVICEACCOUNT_DIRECTORY: folder,
        HTTPS_PROXY: 'http://proxy.test:3128',
      };
      assert.is((await findConnection({ env })).proxy?.host, 'proxy.test:3128');
      assert.is((await findConnection({ env: { ...env, NO_PROXY: '10.96.0.0/12' } })).proxy, undefined);
    }));
});
