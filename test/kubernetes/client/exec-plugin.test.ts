import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, findConnection } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { fakeApi, json, refusal, refusalOf } from '../fake-api.ts';
import { inFolder } from '../folder.ts';
import { certificateFile, secureServer } from './secure-server.ts';

const apiVersion = 'client.authentication.k8s.io/v1';

/** A plugin that notes each of its runs in `runs` and what it is told in `info`, then prints the credential. */
function plugin(credential: string): string {
  return `#!/bin/sh
cd "$(dirname "$0")"
echo run >> runs
printf '%s' "$KUBERNETES_EXEC_INFO" > info
n=$(wc -l < runs | tr -d ' ')
cat <<END
${credential}
END
`;
}

const credential = (status: object): string => JSON.stringify({ apiVersion, kind: 'ExecCredential', status });

interface Setting {
  readonly script: string;
  readonly server?: string;
  readonly command?: string;
  readonly interactiveMode?: string;
  /** Further fields of `exec`, as YAML. */
  readonly exec?: string;
  readonly cluster?: string;
}

/** Runs `use` with a client whose user is a plugin; `read` gives a file that the plugin wrote. */
async function withPlugin(
  { script, server = 'http://127.0.0.1:1', exec = '', cluster = '', ...plugin }: Setting,
  use: (client: ApiClient, read: (name: string) => string) => Promise<void>,
): Promise<void> {
  const { command = './plugin', interactiveMode = 'Never' } = plugin;
  const fixed = `apiVersion: ${apiVersion}, command: ${command}, interactiveMode: ${interactiveMode}`;
  const config = `
current-context: c
clusters: [{ name: c, cluster: { server: "${server}" ${cluster} } }]
users: [{ name: u, user: { exec: { ${fixed} ${exec} } } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
`;
  await inFolder({ config, plugin: script }, async (folder) => {
    const client = new ApiClient(await findConnection({ kubeconfig: join(folder, 'config'), env: process.env }));
    await use(client, (name) => readFileSync(join(folder, name), 'utf8'));
    client.close();
  });
}

/** How a plugin fails. */
async function failureOf(setting: Setting): Promise<string> {
  let message = '';
  await withPlugin(setting, async (client) => {
    const error = await rejection(client.request({ path: '/' }));
    assert.is(error.code, 'ERR_KUBERNETES_CREDENTIALS');
    message = error.message;
  });
  return message.replace(/^the credential plugin \S+ failed: /, '');
}

describe('an exec credential plugin', (test) => {
  test('is run once for requests at the same time, and again when its token is refused', async () => {
    const api = await fakeApi(json({}), json({}), json({}), refusal(401, 'Unauthorized'), json({}));
    const script = plugin(credential({ token: 'token-$n' }));
    await withPlugin({ script, server: api.url }, async (client, read) => {
      await Promise.all([client.request({ path: '/a' }), client.request({ path: '/b' })]);
      await client.request({ path: '/c' });
      assert.is(read('runs'), 'run\n');
      await client.request({ path: '/d' });
    });
    const tokens = api.asked.map(({ headers }) => headers.authorization);
    assert.equal(tokens, [...Array(4).fill('Bearer token-1'), 'Bearer token-2']);
    await api.close();
  });

  test('is not run for ever when nothing that it gives is taken', async () => {
    const api = await fakeApi(refusal(401, 'Unauthorized'));
    await withPlugin({ script: plugin(credential({ token: 't' })), server: api.url }, async (client, read) => {
      assert.is((await refusalOf(client.request({ path: '/' }))).status, 401);
      assert.is(read('runs'), 'run\nrun\n');
    });
    await api.close();
  });

  test('is run again when what it gave has expired', async () => {
    const api = await fakeApi(json({}));
    const script = plugin(credential({ token: 'x', expirationTimestamp: '2020-01-01T00:00:00Z' }));
    await withPlugin({ script, server: api.url }, async (client, read) => {
      await client.request({ path: '/' });
      await client.request({ path: '/' });
      assert.is(read('runs'), 'run\nrun\n');
    });
    const lasting = plugin(credential({ token: 'x', expirationTimestamp: '2120-01-01T00:00:00Z' }));
    await withPlugin({ script: lasting, server: api.url }, async (client, read) => {
      await client.request({ path: '/' });
      await client.request({ path: '/' });
      assert.is(read('runs'), 'run\n');
    });
    await api.close();
  });

  test('may give certificates, and another one when the first is refused', async () => {
    const { url: server, askedBy, close } = await secureServer((who) => who === 'joe');
    const text = (name: string) => JSON.stringify(readFileSync(certificateFile(name), 'utf8'));
    const status = (name: string) =>
      `{"clientCertificateData":${text(`${name}.crt`)},"clientKeyData":${text(`${name}.key`)}}`;
    const script = `#!/bin/sh
cd "$(dirname "$0")"
if [ -e runs ]; then printf '%s' '{"apiVersion":"${apiVersion}","kind":"ExecCredential","status":${status('joe')}}'
else printf '%s' '{"apiVersion":"${apiVersion}","kind":"ExecCredential","status":${status('jane')}}'; fi
touch runs
`;
    const cluster = `, certificate-authority: ${certificateFile('authority.crt')}`;
    await withPlugin({ script, server, cluster }, async (client) => {
      assert.is((await client.request<{ readonly who: string }>({ path: '/' })).who, 'joe');
    });
    assert.equal(askedBy, ['jane', 'joe']);
    await close();
  });

  test('gets arguments and environment, and is told of the cluster when it wants to be', async () => {
    const api = await fakeApi(json({}));
    const name = 'client.authentication.k8s.io/exec';
    const cluster = `, tls-server-name: x, extensions: [{ name: ${name}, extension: { audience: y } }]`;
    const exec = ', provideClusterInfo: true, args: [one], env: [{ name: SECRET, value: two }]';
    const script = plugin(credential({ token: '$1-$SECRET' }));
    await withPlugin({ script, server: api.url, exec, cluster }, async (client, read) => {
      await client.request({ path: '/' });
      const spec = {
        interactive: false,
        cluster: { server: api.url, 'tls-server-name': 'x', config: { audience: 'y' } },
      };
      assert.equal(JSON.parse(read('info')), { apiVersion, kind: 'ExecCredential', spec });
    });
    assert.is(api.asked[0]?.headers.authorization, 'Bearer one-two');
    await api.close();
  });

  test('that is not there is told of with the hint how to install it', async () => {
    const setting = { script: '', exec: ', installHint: get it at example.test' };
    const missing = await failureOf({ ...setting, command: 'no-such-plugin' });
    assert.is(missing, 'it cannot be run: ENOENT\nget it at example.test');
    assert.is(await failureOf({ ...setting, command: '/' }), 'it cannot be run: EACCES');
    assert.match(await failureOf({ ...setting, command: '5' }), /it names no command$/);
  });

  test('that fails, or prints something else, is told of', async () => {
    assert.is(await failureOf({ script: '#!/bin/sh\nexit 3' }), 'it ended with exit code 3');
    assert.is(await failureOf({ script: '#!/bin/sh\nkill $$' }), 'it ended with SIGTERM');
    assert.is(await failureOf({ script: plugin('hello') }), 'it did not print JSON');
    const other = plugin(credential({ token: 'x' }).replace('/v1', '/v1beta1'));
    assert.is(await failureOf({ script: other }), `it did not print an ExecCredential of ${apiVersion}`);
    assert.is(await failureOf({ script: plugin('null') }), `it did not print an ExecCredential of ${apiVersion}`);
    const neither = 'it printed neither a token nor a certificate with its key';
    assert.is(await failureOf({ script: plugin(credential({})) }), neither);
    assert.is(await failureOf({ script: plugin(JSON.stringify({ apiVersion, kind: 'ExecCredential' })) }), neither);
  });

  test('that needs a terminal is not run without one', async () => {
    const isTerminal = process.stdin.isTTY;
    try {
      process.stdin.isTTY = false;
      const always = plugin(credential({ token: 'x' }));
      const text = await failureOf({ script: always, interactiveMode: 'Always' });
      assert.is(text, 'it needs a terminal, and there is none');
    } finally {
      process.stdin.isTTY = isTerminal;
    }
  });
});
