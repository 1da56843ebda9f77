import { join } from 'node:path';
import { type Connection, type ConnectionOptions, findConnection, KubernetesError } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { inFolder } from '../folder.ts';

/** A kubeconfig with one cluster, one user and one context, all of one name. */
function kubeconfigOf(name: string, user = `{ token: token-${name} }`, cluster = `{ server: "https://${name}.test" }`) {
  return `
current-context: ${name}
clusters: [{ name: ${name}, cluster: ${cluster} }]
users: [{ name: ${name}, user: ${user} }]
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name}, namespace: space-${name} } }]
`;
}

async function summaryOf(options: ConnectionOptions): Promise<string> {
  const connection = await findConnection(options);
  return [connection.server.host, connection.namespace, await authorizationOf(connection)].join(' ');
}

async function authorizationOf({ credentials }: Connection): Promise<string> {
  return (await credentials.current()).headers.authorization ?? 'anonymous';
}

/** What is wrong with a kubeconfig of this text. */
async function faultOf(text: string, options: ConnectionOptions = {}): Promise<string> {
  let message = '';
  await inFolder({ config: text }, async (folder) => {
    const error = await rejection(findConnection({ kubeconfig: join(folder, 'config'), env: {}, ...options }));
    assert.instance(error, KubernetesError);
    assert.is(error.code, 'ERR_KUBECONFIG');
    message = error.message.replaceAll(folder, '');
  });
  return message;
}

describe('the kubeconfig', (test) => {
  test('is the file given, else those of $KUBECONFIG, else ~/.kube/config', () =>
    inFolder({ a: kubeconfigOf('a'), b: kubeconfigOf('b'), '.kube/config': kubeconfigOf('home') }, async (folder) => {
      const env = { KUBECONFIG: join(folder, 'b'), HOME: folder };
      assert.is(await summaryOf({ kubeconfig: join(folder, 'a'), env }), 'a.test space-a Bearer token-a');
      assert.is(await summaryOf({ env }), 'b.test space-b Bearer token-b');
      assert.is(await summaryOf({ env: { HOME: folder } }), 'home.test space-home Bearer token-home');
    }));

  test('is put together from several files, of which the first counts, and which may be missing', () =>
    inFolder(
      { a: kubeconfigOf('a'), b: `${kubeconfigOf('b')}`, again: kubeconfigOf('b', '{ token: other }') },
      async (folder) => {
        const KUBECONFIG = ['a', 'missing', 'b', 'again', 'b'].map((name) => join(folder, name)).join(':');
        assert.is(await summaryOf({ env: { KUBECONFIG } }), 'a.test space-a Bearer token-a');
        assert.is(await summaryOf({ context: 'b', env: { KUBECONFIG } }), 'b.test space-b Bearer token-b');
        const mixed = { context: 'b', cluster: 'a', user: 'a', namespace: 'mine', env: { KUBECONFIG } };
        assert.is(await summaryOf(mixed), 'a.test mine Bearer token-a');
      },
    ));

  test('yields to what is given beside it', () =>
    inFolder({ config: kubeconfigOf('a', '{ username: jane, password: secret, as: x }') }, async (folder) => {
      const kubeconfig = join(folder, 'config');
      const basic = `Basic ${Buffer.from('jane:secret').toString('base64')}`;
      assert.is(await summaryOf({ kubeconfig }), `a.test space-a ${basic}`);
      const options = { kubeconfig, server: 'other.test:6443', token: 'mine', as: 'joe', asUid: '7', env: {} };
      assert.is(await summaryOf(options), 'other.test:6443 space-a Bearer mine');
      const { impersonation, server } = await findConnection(options);
      assert.equal([impersonation, server.protocol], [{ 'impersonate-user': 'joe', 'impersonate-uid': '7' }, 'https:']);
      assert.equal((await findConnection({ kubeconfig })).impersonation, { 'impersonate-user': 'x' });
    }));

  test('names files that are beside it', () => {
    const cluster = '{ server: "https://a.test", certificate-authority: keys/ca.crt, tls-server-name: a }';
    const user = '{ client-certificate: keys/cert, client-key: keys/key }';
    const data = { 'keys/ca.crt': 'ca', 'keys/cert': 'cert', 'keys/key': 'key', token: 'from file\n' };
    const files = {
      ...data,
      config: kubeconfigOf('a', user, cluster),
      tokens: kubeconfigOf('t', '{ tokenFile: token }'),
    };
    return inFolder(files, async (folder) => {
      const { tls, credentials } = await findConnection({ kubeconfig: join(folder, 'config') });
      assert.equal([`${tls.ca}`, tls.servername, tls.rejectUnauthorized], ['ca', 'a', true]);
      const { cert, key } = await credentials.current();
      assert.equal([`${cert}`, `${key}`], ['cert', 'key']);
      assert.is(await summaryOf({ kubeconfig: join(folder, 'tokens') }), 't.test space-t Bearer from file');
    });
  });

  test('may hold the files as data, and may leave the certificate of the server unchecked', () => {
    const of = (text: string) => Buffer.from(text).toString('base64');
    const cluster = `{ server: "https://a.test", certificate-authority-data: ${of('ca')}, certificate-authority: none }`;
    const user = `{ client-certificate-data: ${of('cert')}, client-key-data: ${of('key')} }`;
    return inFolder({ config: kubeconfigOf('a', user, cluster) }, async (folder) => {
      const kubeconfig = join(folder, 'config');
      const { tls, credentials } = await findConnection({ kubeconfig });
      assert.equal([`${tls.ca}`, `${(await credentials.current()).cert}`], ['ca', 'cert']);
      const insecure = await findConnection({ kubeconfig, insecureSkipTlsVerify: true, tlsServerName: 'x' });
      assert.equal(insecure.tls, { ca: undefined, rejectUnauthorized: false, servername: 'x' });
      const missing = findConnection({ kubeconfig, certificateAuthority: join(folder, 'none') });
      assert.match((await rejection(missing)).message, /none, which the kubeconfig names, cannot be read/);
    });
  });

  test('may be absent when a server is given', async () => {
    assert.is(await summaryOf({ server: 'http://127.0.0.1:8001', env: {} }), '127.0.0.1:8001 default anonymous');
    const error = await rejection(findConnection({ env: { HOME: '/nowhere' } }));
    assert.match(error.message, 'there is no cluster to talk to: no kubeconfig names one');
  });
});

describe('a kubeconfig that is wrong', (test) => {
  test('is refused with its file, and its line where there is one', async () => {
    assert.match(await faultOf('a: [1\nb: 2'), /^\/config: .* at line 2/);
    assert.is(await faultOf('just text'), '/config is not a kubeconfig: no mapping');
    assert.is(await faultOf('current-context: 5'), '/config: current-context is not a name');
    assert.is(await faultOf('users: 5'), '/config: users is not a list');
    assert.is(await faultOf('users: [{ user: {} }]'), '/config: users has an item without a name or a user');
    assert.is(await faultOf('clusters: [5]'), '/config: clusters has an item without a name or a cluster');
    assert.is(await faultOf(kubeconfigOf('a', '{ token: 5 }')), '/config: token of the user a is not text; quote it');
  });

  test('is refused when it lacks what it names', async () => {
    assert.is(await faultOf(kubeconfigOf('a'), { context: 'b' }), 'the kubeconfig has no context b; it has a');
    assert.is(await faultOf('', { user: 'b' }), 'the kubeconfig has no user b; it has none');
    assert.match(await faultOf(''), 'there is no cluster to talk to');
    assert.match(await faultOf(kubeconfigOf('a', undefined, '{ server: null }')), 'there is no cluster to talk to');
  });

  test('is refused when the server cannot be reached as it says', async () => {
    const ftp = '{ server: "ftp://a" }';
    assert.is(await faultOf(kubeconfigOf('a', '{}', ftp)), 'the server ftp://a is no http or https URL');
    assert.is(await faultOf('', { server: 'a b' }), 'the server a b is no http or https URL');
    const proxied = '{ server: "https://a", proxy-url: "socks5://proxy:1080" }';
    assert.match(
      await faultOf(kubeconfigOf('a', '{}', proxied)),
      'the proxy of proxy-url of the kubeconfig is no http',
    );
  });

  test('is refused when its user cannot be proven', async () => {
    assert.match(await faultOf(kubeconfigOf('a', '{ client-key-data: YQ== }')), 'has no client-certificate');
    assert.match(await faultOf(kubeconfigOf('a', '{ client-certificate-data: YQ== }')), 'has no client-key');
    assert.match(await faultOf(kubeconfigOf('a', '{ client-key: gone }')), '/gone, which the kubeconfig names');
    const old = '{ auth-provider: { name: gcp } }';
    assert.match(await faultOf(kubeconfigOf('a', old)), 'the auth-provider gcp was removed in Kubernetes 1.26');
    assert.match(await faultOf(kubeconfigOf('a'), { asGroups: ['g'] }), 'need a user to impersonate (--as)');
  });

  test('is refused when the file that was given is not there', async () => {
    const error = await rejection(findConnection({ kubeconfig: '/nowhere/config' }));
    assert.is(error.message, 'the kubeconfig /nowhere/config cannot be read: ENOENT');
  });
});
