import { SctpError } from 'usctp';
import { type Check, problemOf } from './finding.ts';
import { mountProc } from './host.ts';
import { describeOwners, findOwners, listSockets } from './socket-owner.ts';

const protocolSctp = 132;
const listRaw = 'sudo ss --raw --all --processes';

/** Raw SCTP sockets of other processes, which see the packets of ours: another stack may answer them with ABORT. */
export const checkOtherRawSockets: Check = (host) => {
  const check = 'raw-sockets';
  if (host.platform !== 'linux') return [];
  const sockets = listSockets(host, 'raw');
  if (sockets === undefined) {
    const text = 'the raw sockets of this network namespace cannot be read from /proc/net/raw';
    return [{ check, severity: 'unknown', text, remedy: host.exists('/proc/self') ? listRaw : mountProc }];
  }
  const sctp = sockets.filter(({ port }) => port === protocolSctp);
  if (sctp.length === 0) return [{ check, severity: 'ok', text: 'no other process has a raw SCTP socket' }];
  const owners = findOwners(host, sctp).filter(({ pid }) => pid !== host.pid);
  const text =
    `${describeOwners(owners)} has a raw SCTP socket in this network namespace: it sees the packets of ours, ` +
    'and ends our associations if it answers for ports that it does not know';
  const [first] = owners;
  const remedy =
    first === undefined ? listRaw : `kill ${first.pid}, or if it uses usctp, see that its outOfTheBlue is own-ports`;
  return [{ check, severity: 'warning', text, remedy }];
};

/** The UDP port that a server of SCTP in UDP takes. */
export const checkUdpPort: Check = async (host, purpose) => {
  const check = 'udp-port';
  const { udpPort } = purpose;
  const result = await host.openUdp(udpPort);
  if (!('error' in result)) return [{ check, severity: 'ok', text: `UDP port ${udpPort} is free` }];
  const severity = problemOf('udp', purpose);
  const { error } = result;
  const code = error instanceof SctpError ? error.code : undefined;
  if (code !== 'ERR_SCTP_PORT_IN_USE') {
    const text = `UDP port ${udpPort} cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
    return [{ check, severity, text, remedy: '--udp-port, with a port from 1024 on' }];
  }
  if (host.read('/proc/sys/net/sctp/udp_port')?.trim() === String(udpPort)) {
    const text = `UDP port ${udpPort} is taken by the SCTP of the kernel`;
    return [{ check, severity, text, remedy: 'sudo sysctl -w net.sctp.udp_port=0' }];
  }
  const sockets = (listSockets(host, 'udp') ?? []).filter(({ port }) => port === udpPort);
  const text = `UDP port ${udpPort} is taken by ${describeOwners(findOwners(host, sockets))}`;
  const remedy = `--udp-port ${udpPort === 65535 ? 9899 : udpPort + 1}, or end that process`;
  return [{ check, severity, text, remedy }];
};
