import { type BlockFormat, blockConfiguration, blockFormats, blockNode } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { hostWithModule, onHost } from './host.ts';

/** The file as each system writes it; undefined for those that have another way. */
const contentOf: Readonly<Record<BlockFormat, ((text: string) => unknown) | undefined>> = {
  modprobe: (text) => text,
  machineconfig: (text) => {
    const [file] = parse(text).spec.config.storage.files;
    assert.equal([file.path, file.mode, file.overwrite], ['/etc/modprobe.d/00-usctp.conf', 0o644, true]);
    const [, encoded = ''] = /^data:,(\S+)$/.exec(file.contents.source) ?? [];
    return decodeURIComponent(encoded);
  },
  'cloud-init': (text) => {
    assert.match(text, /^#cloud-config\n/);
    const [file] = parse(text).write_files;
    assert.equal([file.path, file.permissions, file.owner], ['/etc/modprobe.d/00-usctp.conf', '0644', 'root:root']);
    return file.content;
  },
  ansible: (text) => {
    const [play] = parse(text);
    const [folder, write] = play.tasks;
    assert.equal(folder['ansible.builtin.file'], { path: '/etc/modprobe.d', state: 'directory', mode: '0755' });
    const file = write['ansible.builtin.copy'];
    assert.equal([play.become, file.dest, file.mode], [true, '/etc/modprobe.d/00-usctp.conf', '0644']);
    return file.content;
  },
  bottlerocket: undefined,
  talos: undefined,
};

describe('the lines for other systems', (test) => {
  for (const format of blockFormats) {
    const read = contentOf[format];
    if (read === undefined) continue;
    test(`are those that are written on a host: ${format}`, () =>
      onHost(hostWithModule, (host) => {
        blockNode(host);
        assert.is(read(blockConfiguration(format)), host.read('/etc/modprobe.d/00-usctp.conf'));
      }));
  }

  test('are for the pool that is named', () => {
    const { metadata, spec } = parse(blockConfiguration('machineconfig', { role: 'telco' }));
    assert.is(metadata.name, '99-telco-usctp-no-kernel-sctp');
    assert.equal(metadata.labels, { 'machineconfiguration.openshift.io/role': 'telco' });
    assert.is(spec.config.ignition.version, '3.2.0');
  });

  test('are settings where the system has some', () => {
    const tables = blockConfiguration('bottlerocket').trim().split('\n\n');
    assert.equal(tables, [
      '[settings.kernel.modules.sctp]\nallowed = false',
      '[settings.kernel.modules.sctp_diag]\nallowed = false',
    ]);
    const { customization } = parse(blockConfiguration('talos'));
    assert.equal(customization.extraKernelArgs, ['initcall_blacklist=sctp_init,sctp_diag_init']);
  });
});
