import { SctpError } from 'usctp';
import { judgeCapability, useUdp } from './capability-check.ts';
import { type Check, type Finding, problemOf } from './finding.ts';
import type { Host } from './host.ts';

const oldestNode = [20, 19] as const;

/** Node.js as old as the package allows, or newer. */
export const checkNode: Check = ({ nodeVersion }) => {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const finding = { check: 'node', text: `Node.js ${nodeVersion}` };
  if (isNewEnough) return [{ ...finding, severity: 'ok' }];
  const remedy = 'nvm install 22';
  return [{ ...finding, severity: 'problem', text: `${finding.text} is older than ${oldestNode.join('.')}`, remedy }];
};

/** Whether raw sockets can be opened: by the addon, and with the privilege. */
export const checkRawSocket: Check = async (host, purpose) => {
  const severity = problemOf('raw', purpose);
  if (host.platform !== 'linux') {
    const text = `raw IP works on Linux, not on ${host.platform}`;
    return [{ check: 'addon', severity, text, remedy: useUdp }];
  }
  const result = await host.openRaw();
  const error = 'error' in result ? result.error : undefined;
  const code = error instanceof SctpError ? error.code : undefined;
  if (error === undefined || code === 'ERR_SCTP_NO_PRIVILEGE') {
    const addon: Finding = { check: 'addon', severity: 'ok', text: 'the addon raw-socket loads' };
    return [addon, judgeCapability(host, severity, error === undefined)];
  }
  const text = error instanceof Error ? error.message : String(error);
  const remedy = code === 'ERR_SCTP_NO_RAW_SOCKET' ? installAddon(host, text.includes('is not built')) : useUdp;
  return [{ check: 'addon', severity, text, remedy }, judgeCapability(host, severity, undefined)];
};

/**
 * To where this program finds it: the project or the global folder that it is installed in itself. From Node.js 24 on it
 * compiles only with a newer nan than it asks for, which a project can override, but no global folder.
 */
function installAddon(host: Host, isThere: boolean): string {
  const [, folder] = /^(.*?)\/node_modules\//.exec(host.programPath) ?? [];
  const isElsewhere = folder !== undefined && folder !== host.workingFolder;
  const isGlobal = isElsewhere && !host.exists(`${folder}/package.json`);
  const isNew = Number.parseInt(host.nodeVersion, 10) >= 24;
  if (isGlobal && isNew) return `nvm install 22 && npm install --global @usctp/cli, or ${useUdp}`;
  const place = isGlobal ? ' --global' : isElsewhere ? ` --prefix ${folder}` : '';
  const commands = ['sudo apt-get install -y python3 make g++'];
  if (isNew) commands.push(`npm pkg set${place} overrides.nan=^2.30.0`);
  if (isNew || !isThere) commands.push(`npm install${place} raw-socket`);
  if (isThere) commands.push(`npm rebuild${place} raw-socket`);
  return commands.join(' && ');
}
