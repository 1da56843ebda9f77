import { SctpError } from '../errors.ts';

/** The handle inside of a socket of raw-socket: one system call for each method. */
export interface RawHandle {
  on(event: 'recvReady', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeAllListeners(event: string): unknown;
  setOption(level: number, option: number, value: number): void;
  setOption(level: number, option: number, value: Uint8Array, length: number): void;
  /** Reads one packet. Throws when there is none, with nothing but a text to tell it by. */
  recv(buffer: Uint8Array, callback: (buffer: Uint8Array, bytes: number, source: string) => void): void;
  send(buffer: Uint8Array, offset: number, length: number, ip: string, callback: (bytes: number) => void): void;
  pause(recv: boolean, send: boolean): void;
  close(): void;
}

/** What is used of the package raw-socket 1.8, which has no types of its own. */
export interface RawAddon {
  createSocket(options: { protocol: number; addressFamily: number; bufferSize: number }): {
    readonly wrap: RawHandle;
  };
}

/** From here on raw-socket compiles only with a newer nan than it asks for. */
const firstNodeWithoutNan = 24;
const newerNan = 'npm pkg set overrides.nan=^2.30.0';

const instead = 'or use udp(), which needs neither addon nor privilege';

/**
 * The addon, loaded on first use, so that whoever does not use raw IP needs none.
 * @throws SctpError `ERR_SCTP_NO_RAW_SOCKET`.
 */
export async function loadRawAddon(
  importAddon: () => Promise<RawAddon> = importRawSocket,
  platform: string = process.platform,
  nodeVersion: string = process.versions.node,
): Promise<RawAddon> {
  if (platform !== 'linux') {
    throw new SctpError('ERR_SCTP_NO_RAW_SOCKET', `raw() works on Linux, not on ${platform}: use udp()`);
  }
  try {
    return await importAddon();
  } catch (cause) {
    throw new SctpError('ERR_SCTP_NO_RAW_SOCKET', `${reasonOf(cause, nodeVersion)}, ${instead}`, { cause });
  }
}

/** What a failure to create a raw socket means to the user. */
export function createError(cause: unknown): unknown {
  if (!(cause instanceof Error) || !/not permitted|permission denied/i.test(cause.message)) return cause;
  return new SctpError(
    'ERR_SCTP_NO_PRIVILEGE',
    'raw() needs the capability CAP_NET_RAW: run as root (sudo), or give it to a copy of node ' +
      '(sudo setcap cap_net_raw+ep ./node), or in Kubernetes add NET_RAW to ' +
      `securityContext.capabilities.add, ${instead}`,
    { cause },
  );
}

/** Whether the host has no addresses of the family at all. */
export function isFamilyAbsent(error: unknown): boolean {
  return error instanceof Error && /address family not supported/i.test(error.message);
}

async function importRawSocket(): Promise<RawAddon> {
  const { default: addon } = await import('raw-socket');
  return addon;
}

function reasonOf(cause: unknown, nodeVersion: string): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('did not self-register')) {
    return 'the addon of raw-socket does not load in worker threads: open the association in the main thread';
  }
  const isNew = Number.parseInt(nodeVersion, 10) >= firstNodeWithoutNan;
  const install = `${isNew ? `${newerNan} && ` : ''}npm install raw-socket`;
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND') {
    return `the optional package raw-socket is not installed: install python3, make and g++, then \`${install}\``;
  }
  const rebuild = `${isNew ? `${install} && ` : ''}npm rebuild raw-socket`;
  return (
    'the addon of raw-socket is not built for this Node.js: install python3, make and g++, then ' +
    `\`${rebuild}\` (${message.split('\n', 1)[0]})`
  );
}
