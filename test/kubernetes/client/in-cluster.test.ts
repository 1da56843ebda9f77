import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, findConnection } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { fakeApi, json, refusal } from '../fake-api.ts';
import { inFolder } from '../folder.ts';

const account = { token: 'first\n', namespace: 'telecom\n', 'ca.crt': 'certificates' };

function environmentOf(folder: string, host = '10.96.0.1'): NodeJS.ProcessEnv {
  const address = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '443' };
  return { ...address, KUBERNETES_SERVICEACCOUNT_DIRECTORY: folder };
}

describe('in a pod', (test) => {
  test('the service account is used, with its namespace', () =>
    inFolder(account, async (folder) => {
      const { server, namespace, tls, credentials } = await findConnection({ env: environmentOf(folder) });
      assert.equal([server.href, namespace, `${tls.ca}`], ['https://10.96.0.1/', 'telecom', 'certificates']);
      assert.equal((await credentials.current()).headers, { authorization: 'Bearer first' });
      const dual = await findConnection({ env: environmentOf(folder, 'fd00::1'), namespace: 'mine', as: 'joe' });
      assert.equal([dual.server.host, dual.namespace], ['[fd00::1]', 'mine']);
      assert.equal(dual.impersonation, { 'impersonate-user': 'joe' });
      const { headers } = await (
        await findConnection({ env: environmentOf(folder), token: 'x' })
      ).credentials.current();
      assert.equal(headers, { authorization: 'Bearer x' });
    }));

  test('a kubeconfig or a name given counts more', () =>
    inFolder({ ...account, config: '{}' }, async (folder) => {
      const env = environmentOf(folder);
      assert.is((await findConnection({ env, server: 'http://a.test' })).server.host, 'a.test');
      assert.match((await rejection(findConnection({ env, context: 'c' }))).message, 'has no context c');
      const configured = findConnection({ env: { ...env, KUBECONFIG: join(folder, 'config') } });
      assert.match((await rejection(configured)).message, 'there is no cluster to talk to');
    }));

  test('a token that is refused is read anew, as the kubelet may have renewed it', () =>
    inFolder(account, async (folder) => {
      const api = await fakeApi(json({}), refusal(401, 'Unauthorized'), json({}));
      const { credentials } = await findConnection({ env: environmentOf(folder) });
      const connection = { ...(await findConnection({ server: api.url, env: {} })), credentials };
      const client = new ApiClient(connection);
      await client.request({ path: '/' });
      writeFileSync(join(folder, 'token'), 'second');
      await client.request({ path: '/' });
      const tokens = api.asked.map(({ headers }) => headers.authorization);
      assert.equal(tokens, ['Bearer first', 'Bearer first', 'Bearer second']);
      client.close();
      await api.close();
    }));

  test('a missing account or token is told of', () =>
    inFolder({ namespace: 'a', 'ca.crt': 'b' }, async (folder) => {
      const { credentials } = await findConnection({ env: environmentOf(folder) });
      assert.match((await rejection(credentials.current())).message, /the token .*token cannot be read/);
      const error = await rejection(findConnection({ env: environmentOf('/nowhere') }));
      assert.match(error.message, 'no service account is mounted at /nowhere');
    }));
});
