import { isIP } from 'node:net';
import type { Application } from './application.ts';

/** How a pod is asked whether it answers. */
interface ProbeOptions {
  readonly probe?: 'usctp' | 'none' | undefined;
  readonly probeAddress?: string | undefined;
}

/** Longest wait of `usctp probe` for an answer, in seconds. */
const patienceSeconds = 3;

/** The readiness probe of an application: an SCTP server answers on its ports. @throws RangeError for a bad address. */
export function probeOf(
  { probe = 'usctp', probeAddress = '127.0.0.1' }: ProbeOptions,
  { ports, isEncapsulated, udpPort }: Application,
): object | undefined {
  if (probe === 'none') return undefined;
  if (isIP(probeAddress) === 0)
    throw new RangeError(`the probe's address ${JSON.stringify(probeAddress)} is no IP address`);
  const overUdp = isEncapsulated ? ['--transport', 'udp', '--peer-udp-port', String(udpPort)] : [];
  const commands = ports.map(({ targetPort }) => [
    ...['usctp', 'probe', '--port', String(targetPort), '--address', probeAddress],
    ...overUdp,
  ]);
  const [first = [], ...others] = commands;
  return {
    exec: {
      command: others.length === 0 ? first : ['sh', '-c', commands.map((command) => command.join(' ')).join(' && ')],
    },
    // Longer than the probe itself waits for each port.
    timeoutSeconds: patienceSeconds * ports.length + 1,
  };
}
