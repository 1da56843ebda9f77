import type { Command } from 'commander';
import { address } from 'usctp';
import { resolveOptions } from 'usctp/core';
import { addAddress, parseAddress, wholeNumber } from '../argument.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from '../common-options.ts';
import { runSession } from '../session.ts';
import { probe } from './probe.ts';

interface ProbeOptions extends CommonOptions {
  readonly port: number;
  readonly address: string;
  readonly localPort: number;
  readonly localAddress?: readonly string[];
  readonly peerUdpPort?: number;
  readonly timeout: number;
}

/** Adds `usctp probe`. */
export function addProbeCommand(program: Command): void {
  const command = program
    .command('probe')
    .description('ask whether an SCTP server answers, without an association')
    .requiredOption('--port <port>', 'SCTP port of the server', wholeNumber(1, 65535))
    .requiredOption('--address <ip>', 'address of the server', parseAddress)
    .option('--local-port <port>', 'SCTP port on this side, 0 for a free one', wholeNumber(0, 65535), 0)
    .option('--local-address <ip>', "address on this side; repeatable (default: the host's)", addAddress)
    .option('--peer-udp-port <port>', 'UDP port of the server (default: 9899)', wholeNumber(1, 65535))
    .option('--timeout <ms>', 'longest wait for the answer', wholeNumber(1, 1e9), 3000);
  addCommonOptions(command, 'a free one').action(async (options: ProbeOptions) => {
    checkCommonOptions(command, options);
    const { port, localPort, localAddress: localAddresses = [], timeout, udpPort = 0, peerUdpPort: peerPort } = options;
    await runSession(options, { localPort: udpPort, peerPort }, async ({ report, transport, interruption }) => {
      const result = await probe({
        transport,
        to: address(options.address),
        port,
        localPort,
        localAddresses,
        options: resolveOptions(options.set),
        timeout,
        interruption: interruption.asked,
      });
      report({ event: 'probe', address: options.address, port, ...result });
    });
  });
}
