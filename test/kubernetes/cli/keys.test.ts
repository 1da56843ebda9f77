import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { inFolder } from '../folder.ts';
import { command, withCluster } from './command.ts';

const pod = ['generate', 'pod', 'amf', '--image', 'i', '--port', '38412', '-o', 'json'];

/** Under which key a generated pod demands dedicated nodes. */
async function stackKey(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { output, errors } = await command([...pod, ...args], { env });
  assert.is(errors, '');
  return Object.keys(JSON.parse(output).spec.nodeSelector).join();
}

/** The complaint about wrong usage, without the folder that files are in. */
async function usageError(args: readonly string[], folder = '-'): Promise<string> {
  const { code, errors } = await command([...pod, ...args]);
  assert.is(code, 2);
  return (errors.split('\n')[0] ?? '').replace(join(folder, '/'), '');
}

describe('the keys of usctp-k8s', (test) => {
  test('have the prefix of the flag, else of the environment, else of the file, else ours', () =>
    inFolder({ config: 'keys: { prefix: file.test }' }, async (folder) => {
      const [config, prefix] = [join(folder, 'config'), 'USCTP_KEY_PREFIX'];
      assert.is(await stackKey([]), 'usctp.dev/sctp-stack');
      assert.is(await stackKey(['--config', config]), 'file.test/sctp-stack');
      assert.is(await stackKey([], { USCTP_K8S_CONFIG: config }), 'file.test/sctp-stack');
      assert.is(await stackKey([], { USCTP_K8S_CONFIG: '', [prefix]: '' }), 'usctp.dev/sctp-stack');
      assert.is(await stackKey(['--config', config], { [prefix]: 'env.test' }), 'env.test/sctp-stack');
      const all = ['--config', config, '--key-prefix', 'flag.test'];
      assert.is(await stackKey(all, { [prefix]: 'env.test' }), 'flag.test/sctp-stack');
    }));

  test('are each named in the same order, whatever the prefix', () =>
    inFolder({ config: 'keys:\n  stack: file.test/pool\n' }, async (folder) => {
      const config = ['--config', join(folder, 'config')];
      assert.is(await stackKey([...config, '--key-prefix', 'flag.test']), 'file.test/pool');
      assert.is(await stackKey(config, { USCTP_KEY_STACK: 'env.test/pool' }), 'env.test/pool');
      assert.is(await stackKey([...config, '--key', 'stack=pool'], { USCTP_KEY_STACK: 'env.test/pool' }), 'pool');
    }));

  test('are out of reach of kubelets under the preset', async () => {
    assert.is(await stackKey(['--key-prefix', 'node-restriction']), 'usctp.node-restriction.kubernetes.io/sctp-stack');
  });

  test('are refused when Kubernetes would refuse them', async () => {
    const ofStack = (key: string) => usageError(['--key', `stack=${key}`]);
    assert.is(await usageError(['--key-prefix', 'X']), 'error: X is no prefix for labels: it takes a DNS subdomain');
    assert.is(await ofStack('a/b/c'), 'error: a/b/c is no key for stack: it takes NAME or DOMAIN/NAME');
    assert.is(await ofStack('a.test/-'), 'error: a.test/- is no key for stack: it takes NAME or DOMAIN/NAME');
    const twice = 'error: usctp.dev/kernel-sctp is the key of stack and of kernelSctp';
    assert.is(await ofStack('usctp.dev/kernel-sctp'), twice);
    assert.match(await usageError(['--key', 'stak=x']), "option '--key <name=key>' argument 'stak=x' is invalid");
  });

  test('come from a file whose faults are told with their line', () => {
    const files = {
      broken: 'keys:\n  stack: [\n',
      setting: 'keys: {}\nkey: x\n',
      name: 'keys:\n  stack: a.test/b\n  stak: x\n',
      number: 'keys:\n  stack: 7\n',
      list: '- keys\n',
      text: '\nkeys: x\n',
      empty: '',
    };
    return inFolder(files, async (folder) => {
      const faultOf = (file: string) => usageError(['--config', join(folder, file)], folder);
      assert.match(await faultOf('broken'), /^error: broken:3: Flow sequence/);
      assert.is(await faultOf('setting'), 'error: setting:2: there is no setting key; there is keys');
      assert.match(await faultOf('name'), /^error: name:3: keys has no stak; it has prefix, stack, kernelSctp, /);
      assert.is(await faultOf('number'), 'error: number:2: keys.stack is no text');
      assert.is(await faultOf('list'), 'error: list:1: it is no mapping');
      assert.is(await faultOf('text'), 'error: text:2: keys is no mapping');
      assert.is(await faultOf('missing'), 'error: missing cannot be read: ENOENT');
      assert.is(await stackKey(['--config', join(folder, 'empty')]), 'usctp.dev/sctp-stack');
    });
  });

  test('are known to commands that change nodes, and to those that look at them', () =>
    withCluster(async (kubectl, cluster) => {
      const keys = ['--key', 'stack=pool.test/sctp', '--key', 'condition=Contaminated', '--key-prefix', 'x.test'];
      await kubectl('dedicate', 'a', ...keys);
      const { metadata, spec } = cluster.node('a');
      assert.equal(
        [spec?.taints?.map(({ key }) => key), metadata.labels, Object.keys(metadata.annotations ?? {})],
        [['pool.test/sctp'], { 'pool.test/sctp': 'userspace' }, ['x.test/dedicated-by']],
      );
      cluster.change('a', { status: { conditions: [{ type: 'Contaminated', status: 'True' }] } });
      const { output } = await kubectl('status', 'a', '--no-headers', ...keys);
      assert.match(output, /^a +userspace +NoSchedule +loaded +no /);
      assert.is((await kubectl('release', 'a', ...keys)).output, 'node/a released\n');
    }));

  test('go with the agents that are generated, and with manifests that are looked at', async () => {
    const keys = ['--key', 'kernelSctp=x', '--key-prefix', 'node-restriction'];
    const agent = await command(['generate', 'agent', '--image', 'i', ...keys]);
    const daemonSet = parseAllDocuments(agent.output)
      .map((document) => document.toJS())
      .find(({ kind }) => kind === 'DaemonSet');
    const args: string[] = daemonSet.spec.template.spec.containers[0].args.filter((arg: string) => /^--key/.test(arg));
    const again = await command(['generate', 'agent', '--image', 'i', ...args]);
    assert.is(again.output, agent.output);
    assert.ok(args.includes('--key=kernelSctp=x'));
    const manifest = (await command([...pod, ...keys])).output;
    assert.match((await command(['lint', '-f', '-', ...keys], { input: manifest })).output, 'nothing found');
    assert.match((await command(['lint', '-f', '-'], { input: manifest })).output, 'stack-undeclared');
    const explained = await command(['explain', 'selector-missing', '--key', 'stack=x.test/pool']);
    assert.match(explained.output, 'add the nodeSelector x.test/pool: userspace');
  });
});
