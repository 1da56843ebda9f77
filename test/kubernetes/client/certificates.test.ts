import { ApiClient, type ConnectionOptions, findConnection } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { inFolder } from '../folder.ts';
import { certificateFile, secureServer } from './secure-server.ts';

const certificateAuthority = certificateFile('authority.crt');

async function ask(options: ConnectionOptions): Promise<string> {
  const client = new ApiClient(await findConnection({ env: {}, ...options }));
  try {
    return (await client.request<{ readonly who: string }>({ path: '/' })).who;
  } finally {
    client.close();
  }
}

describe('an API server with a certificate', (test) => {
  test('is believed when those who are trusted have signed it', async () => {
    const { url: server, close } = await secureServer();
    assert.is(await ask({ server, certificateAuthority }), 'nobody');
    const named = { server: server.replace('127.0.0.1', 'localhost'), certificateAuthority };
    assert.match((await rejection(ask(named))).message, /cannot be reached: Hostname\/IP does not match/);
    assert.is(await ask({ ...named, tlsServerName: 'api.test' }), 'nobody');
    await close();
  });

  test('is not believed otherwise, unless that is asked for', async () => {
    const { url: server, close } = await secureServer();
    const error = await rejection(ask({ server }));
    assert.is(error.code, 'ERR_KUBERNETES_CONNECTION');
    assert.match(error.message, /cannot be reached: .*certificate/);
    assert.is(await ask({ server, insecureSkipTlsVerify: true }), 'nobody');
    await close();
  });

  test('knows us by our certificate', async () => {
    const { url, close } = await secureServer();
    const text = `
current-context: c
clusters: [{ name: c, cluster: { server: "${url}", certificate-authority: ${certificateAuthority} } }]
users:
- { name: jane, user: { client-certificate: ${certificateFile('jane.crt')}, client-key: ${certificateFile('jane.key')} } }
contexts: [{ name: c, context: { cluster: c, user: jane } }]
`;
    await inFolder({ config: text }, async (folder) => {
      assert.is(await ask({ kubeconfig: `${folder}/config` }), 'jane');
      assert.is(await ask({ kubeconfig: `${folder}/config`, token: 'mine' }), 'Bearer mine');
    });
    await close();
  });
});
