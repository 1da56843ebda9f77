import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { blockPath, blockText } from './block-file.ts';
import { initcallBlacklist, sctpDiagModule, sctpModule } from './module-name.ts';

/** Systems whose nodes are set up from elsewhere, and modprobe itself. */
export const blockFormats = ['modprobe', 'machineconfig', 'bottlerocket', 'cloud-init', 'talos', 'ansible'] as const;

export type BlockFormat = (typeof blockFormats)[number];

/** What keeps the module out, as the text that a system takes; `role` is the pool of a MachineConfig, default `worker`. */
export function blockConfiguration(format: BlockFormat, { role = 'worker' }: { readonly role?: string } = {}): string {
  switch (format) {
    case 'modprobe':
      return blockText;
    case 'machineconfig':
      return toYaml(machineConfig(role));
    case 'bottlerocket':
      return bottlerocket;
    case 'cloud-init':
      return `#cloud-config\n${toYaml(cloudConfig)}`;
    case 'talos':
      return `${talosComment}${toYaml(talosSchematic)}`;
    case 'ansible':
      return toYaml(playbook);
  }
}

function toYaml(value: object): string {
  return stringify(value, { lineWidth: 0, blockQuote: 'literal' });
}

/** For the Machine Config Operator, which boots the nodes of the pool one by one. */
function machineConfig(role: string): object {
  const source = `data:,${encodeURIComponent(blockText)}`;
  return {
    apiVersion: 'machineconfiguration.openshift.io/v1',
    kind: 'MachineConfig',
    metadata: {
      name: `99-${role}-usctp-no-kernel-sctp`,
      labels: { 'machineconfiguration.openshift.io/role': role },
    },
    spec: {
      config: {
        ignition: { version: '3.2.0' },
        storage: { files: [{ path: blockPath, mode: 0o644, overwrite: true, contents: { source } }] },
      },
    },
  };
}

/** User data: the system writes lines for modprobe of its own. */
const bottlerocket = [sctpModule, sctpDiagModule]
  .map((module) => `[settings.kernel.modules.${module}]\nallowed = false\n`)
  .join('\n');

const cloudConfig = {
  write_files: [{ path: blockPath, owner: 'root:root', permissions: '0644', content: blockText }],
};

/** Its kernel has SCTP built in, and is started as the image says: the machine configuration has no say in that. */
const talosSchematic = { customization: { extraKernelArgs: [initcallBlacklist] } };

const talosComment = `# Schematic for Image Factory: SCTP is built into the kernel of Talos. Merge it with the one that the nodes have; it counts
# when they have been upgraded to the installer of its id, as factory.talos.dev/metal-installer/ID:VERSION.
`;

const playbook = [
  {
    name: "Keep the kernel's SCTP out",
    hosts: 'all',
    become: true,
    tasks: [
      {
        name: 'Make the folder, which not every system has',
        'ansible.builtin.file': { path: dirname(blockPath), state: 'directory', mode: '0755' },
      },
      {
        name: 'Write the lines for modprobe',
        'ansible.builtin.copy': { dest: blockPath, content: blockText, owner: 'root', group: 'root', mode: '0644' },
      },
    ],
  },
];
