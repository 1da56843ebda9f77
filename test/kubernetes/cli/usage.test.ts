import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { inFolder } from '../folder.ts';
import { command, withCluster } from './command.ts';

const main = fileURLToPath(new URL('../../../packages/kubernetes/src/cli/main.ts', import.meta.url));
const fromSource = ['--conditions=usctp-source', '--import', import.meta.resolve('tsx')];

describe('the usage of usctp-k8s', (test) => {
  test('goes by the name that it is called by', () =>
    inFolder({}, async (folder) => {
      for (const [file, name] of [
        ['kubectl-usctp', 'kubectl usctp'],
        ['usctp-k8s', 'usctp-k8s'],
      ] as const) {
        symlinkSync(main, join(folder, file));
        const args = [...fromSource, join(folder, file), '--help'];
        const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
        assert.match(stdout, `Usage: ${name} [options] [command]`, stderr);
      }
    }));

  test('has a version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', pathToFileURL(main)), 'utf8'));
    assert.equal(await command(['--version']), { code: 0, output: `${version}\n`, errors: '' });
  });

  test('is told of when it is not met', async () => {
    for (const args of [
      ['dedicate'],
      ['dedicate', 'a', '--all'],
      ['release', 'a', '-l', 'x=y'],
      ['status', 'a', '--all'],
      ['dedicate', 'a', '--effect', 'None'],
      ['dedicate', 'a', '--timeout', 'soon'],
      ['none'],
    ]) {
      const { code, errors } = await command(args);
      assert.is(code, 2, args.join(' '));
      assert.match(errors, /--help tells more|Usage/);
    }
  });

  test('takes times as kubectl does', async () => {
    const unreachable = ['status', '--server', 'http://127.0.0.1:1'];
    for (const time of ['5', '1m30s', '0.5h', '200ms']) {
      const { code, errors } = await command([...unreachable, '--request-timeout', time]);
      assert.is(code, 1);
      assert.match(errors, 'error: the API server http://127.0.0.1:1 cannot be reached');
    }
  });

  test('takes no time at all, and more than a timer can count, for no limit', () =>
    withCluster(async (kubectl) => {
      for (const time of ['0', '0s', '9999h']) {
        assert.is((await kubectl('status', '--request-timeout', time)).code, 0, time);
      }
    }));

  test('takes groups to impersonate', async () => {
    const { code, errors } = await command([
      'status',
      '--server',
      'http://a.test',
      '--as-group',
      'x',
      '--as-group',
      'y',
    ]);
    assert.equal([code, errors], [1, 'error: groups or a uid to impersonate need a user to impersonate (--as)\n']);
  });
});
