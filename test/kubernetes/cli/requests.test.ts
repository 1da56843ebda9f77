import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { command, withCluster } from './command.ts';

describe('the requests of usctp-k8s', (test) => {
  test('are told of from the level 6 on, as by kubectl', () =>
    withCluster(async (kubectl, _, { url }) => {
      const asked = (level: string) => kubectl('status', 'a', 'none', '-v', level);
      assert.not.match((await asked('5')).errors, url);
      const { errors } = await asked('6');
      const told = errors.replaceAll(/ in \d+ /g, ' in N ').split('\n');
      assert.ok(told.includes(`GET ${url}/api/v1/nodes/a 200 OK in N milliseconds`), errors);
      assert.ok(told.includes(`GET ${url}/api/v1/nodes/none 404 Not Found in N milliseconds`), errors);
      assert.is((await kubectl('status', '-v', 'loud')).code, 2);
    }));

  test('are told of when nobody answers', async () => {
    const { errors } = await command(['release', 'a', '--server', 'http://127.0.0.1:1', '--v=6']);
    assert.match(errors, /^GET http:\/\/127\.0\.0\.1:1\/api\/v1\/nodes\/a without an answer in \d+ milliseconds\n/);
  });

  test('are told of without what is secret', () =>
    withCluster(async (_, __, { url, asked }) => {
      const server = url.replace('http://', 'http://jane:hidden@');
      const args = ['dedicate', 'a', '--server', server, '--token', 'secret', '-v', '9'];
      const { code, output, errors } = await command(args);
      assert.is(code, 0, errors);
      assert.is(asked[0]?.headers.authorization, 'Bearer secret');
      assert.match(errors, /PATCH http:\/\/127\.0\.0\.1:\d+\/api\/v1\/nodes\/a\?fieldManager=usctp-k8s 200 OK/);
      assert.not.match(output + errors, /secret|hidden/);
    }));
});
