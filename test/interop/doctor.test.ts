import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import type { Line } from './command.ts';
import { commandInGuest, mountHost } from './guest-node.ts';
import { canRunPeers, Peer } from './peers.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));
const deadline = 60_000;
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

type Findings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The findings by check; the last one of each. */
function findingsIn(lines: readonly Readonly<Record<string, unknown>>[]): Findings {
  const findings = lines.filter(({ event }) => event === 'finding');
  assert.ok(findings.length > 0, `no finding in ${JSON.stringify(lines)}`);
  return Object.fromEntries(findings.map((finding) => [String(finding.check), finding]));
}

/** What the doctor finds when a command, as `unshare --net`, starts it with that Node.js. */
function diagnose(starter: readonly string[], node = process.execPath): Findings {
  const doctor = ['--conditions=usctp-source', '--import', 'tsx', 'packages/cli/src/main.ts', 'doctor', '--json'];
  const [file = '', ...args] = [...starter, node, ...doctor];
  const { stdout, stderr } = spawnSync(file, args, { cwd: top, encoding: 'utf8', timeout: deadline });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  assert.ok(lines.length > 0, `nothing but ${stderr}`);
  return findingsIn(lines.map((line) => JSON.parse(line) as Record<string, unknown>)); // its lines are objects
}

/** The remedy as root would give it to a shell. */
function remedyOf(findings: Findings, check: string): string {
  return String(findings[check]?.remedy).replace(/\bsudo /g, '');
}

function canNobodyRead(): boolean {
  const [file = '', ...args] = [...asNobody, 'test', '-r', join(top, 'packages/cli/src/main.ts')];
  if (spawnSync(file, args).status === 0) return true;
  console.log(`NOT RUN: tests of usctp doctor as nobody, who may not read ${top}`);
  return false;
}

if (canRunPeers()) {
  describe('usctp doctor without privilege', (test) => {
    if (!canNobodyRead()) return;
    const folder = mkdtempSync(join(tmpdir(), 'usctp-doctor-'));
    test.after(() => rmSync(folder, { recursive: true }));

    test('misses CAP_NET_RAW as nobody, and its remedy gives it', () => {
      const node = join(folder, 'node');
      chmodSync(folder, 0o755);
      copyFileSync(process.execPath, node);
      const before = diagnose(asNobody, node);
      assert.equal([before.addon?.severity, before.capability?.severity], ['ok', 'problem']);
      const { status, stderr } = spawnSync('sh', ['-c', remedyOf(before, 'capability')], { encoding: 'utf8' });
      assert.is(status, 0, stderr);
      assert.is(diagnose(asNobody, node).capability?.severity, 'ok');
    });

    test('knows that no file gives it where no_new_privs is set', () => {
      // `env` is what runs without a capability: setpriv itself still has what its program may get from the file.
      const { capability } = diagnose([...asNobody, '--no-new-privs', 'env'], join(folder, 'node'));
      assert.is(capability?.severity, 'problem');
      assert.match(String(capability?.text), 'no_new_privs');
    });
  });

  describe('usctp doctor in namespaces', (test) => {
    test('knows that the capability of a user namespace is not good for the network of another one', () => {
      const { capability } = diagnose(['unshare', '--user', '--map-root-user']);
      assert.is(capability?.severity, 'problem');
      assert.match(String(capability?.text), 'belongs to another user namespace');
      const { capability: ofBoth } = diagnose(['unshare', '--user', '--map-root-user', '--net']);
      assert.is(ofBoth?.severity, 'ok');
    });

    test('works with /proc and /sys that cannot be written', () => {
      const readOnly = 'mount -o remount,ro,bind /proc && mount -o remount,ro /sys && exec "$@"';
      const findings = diagnose(['unshare', '--mount', '--pid', '--fork', '--mount-proc', 'sh', '-c', readOnly, 'sh']);
      for (const check of ['raw-sockets', 'addon', 'capability', 'udp-port']) {
        assert.is(findings[check]?.severity, 'ok', check);
      }
    });

    test('says what it cannot see without /proc, and its remedy brings that', () => {
      const hidden = 'mount -t tmpfs none /proc';
      const starter = (script: string) => [
        'unshare',
        '--mount',
        '--pid',
        '--fork',
        'sh',
        '-c',
        `${script} && exec "$@"`,
        'sh',
      ];
      const findings = diagnose(starter(hidden));
      assert.is(findings['raw-sockets']?.severity, 'unknown');
      const repaired = diagnose(starter(`${hidden} && ${remedyOf(findings, 'raw-sockets')}`));
      assert.is(repaired['raw-sockets']?.severity, 'ok');
    });
  });

  describe('usctp doctor and the kernel’s SCTP', (test) => {
    const guest = new Peer('lksctp', 'ix-doctor', '--bare');
    const run = async (
      command: string,
    ): Promise<{ readonly status: number | string; readonly lines: readonly Line[] }> =>
      guest.startInGuest(command).outcome(deadline);
    const usctp = commandInGuest('packages/cli/src/main.ts');
    const diagnoseGuest = async () => findingsIn((await run(`${usctp} doctor --json`)).lines);

    test.before(async () => {
      await guest.up();
      await guest.runInGuest(mountHost);
    });
    test.after(() => guest.down());

    test('finds a module that is not loaded but would be, and its remedy keeps it out', async () => {
      const before = await diagnoseGuest();
      assert.is(before['kernel-sctp']?.severity, 'warning');
      assert.match(String(before['kernel-sctp']?.text), 'the first program that asks for an SCTP socket loads it');
      assert.is(before['udp-port']?.severity, 'ok');
      await guest.runInGuest(remedyOf(before, 'kernel-sctp'));
      assert.is.not((await run('modprobe sctp')).status, 0);
      const after = await diagnoseGuest();
      assert.is(after['kernel-sctp']?.severity, 'ok');
      assert.match(String(after['kernel-sctp']?.text), 'kept out by `install sctp /bin/false`');
    });

    test('knows that a blacklist does not keep it out', async () => {
      await guest.runInGuest('echo blacklist sctp >/etc/modprobe.d/00-sctp.conf');
      const findings = await diagnoseGuest();
      assert.is(findings['kernel-sctp']?.severity, 'warning');
      assert.match(String(findings['kernel-sctp']?.text), '`modprobe sctp` loads it');
      await guest.runInGuest('modprobe sctp');
    });

    test('finds it loaded, knows that it stays so until a restart, and what it offloads', async () => {
      const findings = await diagnoseGuest();
      assert.is(findings['kernel-sctp']?.severity, 'problem');
      assert.match(String(findings['kernel-sctp']?.remedy), /install sctp \/bin\/false.* && sudo reboot$/);
      assert.is.not((await run('modprobe -r sctp')).status, 0, 'it can be unloaded: that is less than a restart');
      assert.is(findings['checksum-offload']?.severity, 'warning');
    });

    test('finds a UDP port that the kernel’s SCTP has, and its remedy frees it', async () => {
      await guest.runInGuest('sysctl -w net.sctp.udp_port=9899');
      const before = await diagnoseGuest();
      assert.match(String(before['udp-port']?.text), 'taken by the SCTP of the kernel');
      await guest.runInGuest(remedyOf(before, 'udp-port'));
      assert.is((await diagnoseGuest())['udp-port']?.severity, 'ok');
    });
  });
}
