import { type Command, Option } from 'commander';
import { raw, type Transport, udp } from 'usctp';
import { addSetting, checkSettings, type Settings, wholeNumber } from './argument.ts';

/** What every command takes. */
export interface CommonOptions {
  readonly transport: 'raw' | 'udp';
  readonly udpPort?: number;
  readonly set?: Settings;
  readonly json?: true;
  /** File name. */
  readonly pcapng?: string;
  readonly trace?: true;
}

/** UDP ports of both sides; undefined for what `udp` takes by itself. */
export interface UdpPorts {
  readonly localPort: number | undefined;
  readonly peerPort?: number | undefined;
}

/** Adds the options of {@link CommonOptions}; `udpPortDefault` is for people. */
export function addCommonOptions(command: Command, udpPortDefault: string): Command {
  return command
    .addOption(
      new Option('--transport <name>', 'raw (IP protocol 132, a privilege) or udp (RFC 6951)')
        .choices(['raw', 'udp'])
        .default('raw'),
    )
    .option('--udp-port <port>', `local UDP port, 0 for a free one (default: ${udpPortDefault})`, wholeNumber(0, 65535))
    .option('--set <option=value>', 'set an option of the library, as rtoMin=200; repeatable', addSetting)
    .option('--json', 'print JSON lines instead of text')
    .option('--pcapng <file>', 'write the packets to a file for Wireshark')
    .option('--trace', 'print a line for each packet to stderr');
}

/** Ends with a usage error when options do not fit together. */
export function checkCommonOptions(command: Command, options: CommonOptions & { readonly peerUdpPort?: number }): void {
  const fault = checkSettings(options.set ?? {});
  if (fault !== undefined) command.error(`error: option '--set <option=value>' is invalid: ${fault}`);
  if (options.transport === 'udp') return;
  for (const [name, value] of Object.entries({ 'udp-port': options.udpPort, 'peer-udp-port': options.peerUdpPort })) {
    if (value !== undefined) command.error(`error: option '--${name} <port>' needs '--transport udp'`);
  }
}

/** The transport that the command line asks for; not bound yet. */
export function createTransport(name: CommonOptions['transport'], { localPort, peerPort }: UdpPorts): Transport {
  if (name === 'raw') return raw();
  return udp({ ...(localPort === undefined ? {} : { localPort }), ...(peerPort === undefined ? {} : { peerPort }) });
}
