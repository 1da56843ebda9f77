import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../../', import.meta.url));
const packed = join(top, 'node_modules/.cache/packed');
const deadline = 120_000;

/** The packed packages by name, which `npm run packed` has made just before. */
const archives = {
  usctp: /^usctp-\d.*\.tgz$/,
  '@usctp/cli': /^usctp-cli-.*\.tgz$/,
  '@usctp/diameter': /^usctp-diameter-.*\.tgz$/,
  '@usctp/kubernetes': /^usctp-kubernetes-.*\.tgz$/,
} as const;

/** A folder of a user, with nothing but what is installed into it. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'usctp-packed-'));

  constructor() {
    this.write('package.json', '{ "private": true }\n');
  }

  /** Installs packed packages of ours; what they need comes from npm's cache where it can. */
  install(names: readonly (keyof typeof archives)[], ...options: readonly string[]): void {
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...options];
    this.succeed('npm', 'install', ...flags, ...names.map(archiveOf));
  }

  /** Puts TypeScript and the types of Node there as this repository has them, rather than to install them once more. */
  addTypeScript(): void {
    mkdirSync(join(this.folder, 'node_modules/@types'), { recursive: true });
    symlinkSync(join(top, 'node_modules/@types/node'), join(this.folder, 'node_modules/@types/node'));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** What the command prints; throws when it fails. */
  succeed(command: string, ...args: readonly string[]): string {
    const { status, stdout, stderr } = this.run(command, ...args);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout.trim();
  }

  run(command: string, ...args: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync(command, args, { cwd: this.folder, encoding: 'utf8', timeout: deadline });
  }

  /** Compiles with the compiler of this repository; throws when it finds an error. */
  compile(): void {
    this.succeed(process.execPath, createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', '.');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function archiveOf(name: keyof typeof archives): string {
  const [file, ...others] = readdirSync(packed).filter((entry) => archives[name].test(entry));
  if (file === undefined || others.length > 0) throw new Error(`no single archive of ${name} is in ${packed}`);
  return join(packed, file);
}
