import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findConnection } from '@usctp/kubernetes';
import { Command } from '../command.ts';
import { AgentAccount } from './agent-account.ts';
import type { Workspace } from './workspace.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const deadline = 30_000;

/**
 * Runs an agent as the DaemonSet does: as nobody, without capabilities or a way to get any, with the root of the host at
 * `host`, to read. What nobody could not reach where it is, is mounted where he can.
 */
const asNobody = `set -e
mount --rbind / host
mount -o remount,bind,ro host
mount --bind "$1" repository
mount --bind "$2" node
export NODE_NAME="$3"
shift 3
folder=$PWD
cd repository
exec env -u KUBECONFIG HOME=/ setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --inh-caps=-all \\
  --no-new-privs "$folder/node" --conditions=usctp-source --import tsx packages/kubernetes/src/cli/main.ts agent \\
  --host-root "$folder/host" --certificate-authority "$folder/ca.crt" --port 0 --address 127.0.0.1 "$@"`;

/** An agent that is a process of its own. */
export class AgentProcess {
  readonly #command: Command;
  readonly #folder: string;

  private constructor(command: Command, folder: string) {
    this.#command = command;
    this.#folder = folder;
  }

  /** Starts it with the account of agents. */
  static async start(at: Workspace, node: string): Promise<AgentProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'usctp-agent-'));
    chmodSync(folder, 0o755);
    for (const name of ['host', 'repository']) mkdirSync(join(folder, name));
    const { token, client } = await AgentAccount.make(at);
    client.close();
    const { server, tls } = await findConnection({ kubeconfig: at.kubeconfig });
    writeFileSync(join(folder, 'node'), '');
    writeFileSync(join(folder, 'ca.crt'), tls.ca ?? '');
    const options = ['--server', server.href, '--token', token];
    const line = ['-m', 'sh', '-c', asNobody, 'sh', repository, process.execPath, node, ...options];
    return new AgentProcess(new Command('unshare', line, folder), folder);
  }

  /** Waits until it has logged that. */
  async logged(message: string): Promise<void> {
    const end = performance.now() + deadline;
    while (!this.#command.lines.some((line) => line.message === message)) {
      if (performance.now() > end) throw new Error(`it has logged ${JSON.stringify(this.#command.lines)}`);
      await pause(10);
    }
  }

  /** Asks it to end; gives how it did, and how long that took, in ms. */
  async end(): Promise<{ readonly status: number | string; readonly time: number }> {
    const start = performance.now();
    await this.#command.stop();
    const { status } = await this.#command.outcome(deadline);
    return { status, time: performance.now() - start };
  }

  async close(): Promise<void> {
    await this.#command.stop();
    rmSync(this.#folder, { recursive: true });
  }
}
