import { commandInGuest, mountHost } from '../guest-node.ts';
import { Peer } from '../peers.ts';

const deadline = 60_000;

/** How a shell command in the guest ended, and all that it printed. */
export interface Run {
  readonly code: number | string;
  readonly output: string;
}

/** A host whose kernel has a module for SCTP and has not loaded it: a guest, in which our commands run. */
export class KernelHost {
  /** The guest, and what is linked to it. */
  readonly guest: Peer;

  constructor(name: string) {
    this.guest = new Peer('lksctp', name, '--bare');
  }

  async up(): Promise<void> {
    await this.guest.up();
    await this.guest.runInGuest(mountHost);
  }

  async down(): Promise<void> {
    await this.guest.down();
  }

  /** Boots the host anew, with these parameters of its kernel; its modprobe.d stays. */
  async reboot(...parameters: readonly string[]): Promise<void> {
    await this.guest.reboot(...parameters);
    await this.guest.runInGuest(mountHost);
  }

  /** Runs a shell command as root. */
  async run(command: string): Promise<Run> {
    const { status, lines } = await this.guest.startInGuest(command).outcome(deadline);
    return { code: status, output: lines.map(({ text }) => String(text)).join('\n') };
  }

  /** Runs `usctp-k8s node`. */
  node(...args: readonly string[]): Promise<Run> {
    return this.run(`${commandInGuest('packages/kubernetes/src/cli/main.ts')} node ${args.join(' ')}`);
  }

  /** Whether the kernel has loaded that module; default its SCTP. */
  async hasModule(name = 'sctp'): Promise<boolean> {
    return (await this.run(`grep -q '^${name} ' /proc/modules`)).code === 0;
  }
}
