import type { SeccompProfile } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { command } from '../../kubernetes/cli/command.ts';
import { mountHost } from '../guest-node.ts';
import { canRunPeers, Peer } from '../peers.ts';
import { type Attempts, attemptsOf, Containers } from './container.ts';

const deadline = 60_000;
const runtimes = ['runc', 'crun'] as const;

const opened = ['raw', 'raw-ipv6', 'tcp', 'udp', 'netlink', 'unix-pair'];
const kernelSctp = [
  ...['stream', 'stream-flags', 'seqpacket', 'dgram', 'rdm'],
  ...['protocol-above-int', 'type-above-int', 'pair'],
];

/** What `generate seccomp` prints. */
async function generate(...options: string[]): Promise<SeccompProfile> {
  const { code, output, errors } = await command(['generate', 'seccomp', ...options]);
  assert.is(code, 0, errors);
  return JSON.parse(output) as SeccompProfile; // as it is made
}

function assertDenied({ results }: Attempts): void {
  for (const name of opened) assert.is(results[name], 'ok', name);
  for (const name of [...kernelSctp, 'io_uring']) assert.is(results[name], 'EPERM', name);
}

if (canRunPeers()) {
  describe('a container with a generated profile of seccomp', (test) => {
    const containers = new Containers();
    test.after(() => containers.close());

    test('could ask the kernel for SCTP without it', async () => {
      const { results, status } = await containers.run('runc', undefined);
      assert.is(status, 0);
      for (const name of opened) assert.is(results[name], 'ok', name);
      for (const name of [...kernelSctp, 'io_uring']) assert.is.not(results[name], 'EPERM', name);
    });

    for (const runtime of runtimes) {
      test(`has raw sockets, and none of the kernel’s SCTP: ${runtime}`, async () => {
        const attempts = await containers.run(runtime, await generate());
        assert.is(attempts.status, 0);
        assertDenied(attempts);
        assert.is(attempts.results.audit, 'ok');
      });

      test(`keeps the protection of the runtime's profile beneath: ${runtime}`, async () => {
        const profile = await generate('--base', containers.baseProfile);
        const attempts = await containers.run(runtime, profile);
        assert.is(attempts.status, 0);
        assertDenied(attempts);
        // The base denies this to who may not write to the audit log.
        assert.is(attempts.results.audit, 'EINVAL');
      });
    }

    if (process.arch === 'x64') {
      test('cannot go round it by the calls of 32-bit programs', async () => {
        const before = await containers.run('runc', undefined, 'i386');
        if (before.results['i386-raw'] !== 'ok') {
          console.log('NOT RUN: the kernel has no calls of 32-bit programs');
          return;
        }
        const { results } = await containers.run('runc', await generate(), 'i386');
        assert.is(results['i386-raw'], 'ok');
        for (const name of ['stream', 'socketcall', 'socketcall-pair'])
          assert.is(results[`i386-${name}`], 'EPERM', name);
        const layered = await generate('--base', containers.baseProfile);
        const ended = await containers.run('runc', layered, 'i386');
        assert.equal([ended.status, ended.results['i386-stream']], [159, undefined]);
      });
    }
  });

  describe('a kernel that has a module for SCTP', (test) => {
    const guest = new Peer('lksctp', 'ik-seccomp', '--bare');
    const containers = new Containers();
    const host = '/run/host';
    const runInGuest = async (runtime: 'runc' | 'crun', profile: SeccompProfile | undefined) =>
      attemptsOf(await guest.startInGuest(containers.commandInGuest(host, runtime, profile)).outcome(deadline));
    const isLoaded = async () =>
      (await guest.startInGuest("grep -q '^sctp ' /proc/modules").outcome(deadline)).status === 0;

    test.before(async () => {
      await guest.up();
      await guest.runInGuest(mountHost);
    });
    test.after(async () => {
      await guest.down();
      containers.close();
    });

    test('does not load it for containers with the profile', async () => {
      for (const runtime of runtimes) assertDenied(await runInGuest(runtime, await generate()));
      assertDenied(await runInGuest('runc', await generate('--base', containers.baseProfile)));
      assert.is(await isLoaded(), false);
    });

    test('loads it for one without', async () => {
      const { results } = await runInGuest('runc', undefined);
      assert.equal([results.stream, results.raw], ['ok', 'ok']);
      assert.is(await isLoaded(), true);
    });
  });
}
