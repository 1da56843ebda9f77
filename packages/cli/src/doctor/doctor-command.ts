import { type Command, Option } from 'commander';
import { addSetting, checkSettings, wholeNumber } from '../argument.ts';
import type { CommonOptions } from '../common-options.ts';
import { Reporter } from '../reporter.ts';
import { Failure } from '../session.ts';
import { diagnose } from './diagnose.ts';
import { severities } from './finding.ts';
import { type Host, systemHost } from './host.ts';

interface DoctorOptions extends Pick<CommonOptions, 'transport' | 'set' | 'json'> {
  readonly udpPort: number;
}

/** Adds `usctp doctor`. It sends nothing, so that there is nothing to trace or to capture. */
export function addDoctorCommand(program: Command, host: Host = systemHost): void {
  const command = program
    .command('doctor')
    .description('tell what would keep SCTP from working here, and what to do about it')
    .addOption(
      new Option('--transport <name>', 'what shall work: what the other one lacks is a warning')
        .choices(['raw', 'udp'])
        .default('raw'),
    )
    .option('--udp-port <port>', 'local UDP port of a server', wholeNumber(1, 65535), 9899)
    .option('--set <option=value>', 'an option of the library, as advertise=all; repeatable', addSetting)
    .option('--json', 'print JSON lines instead of text');
  command.action(async ({ transport, udpPort, set = {}, json }: DoctorOptions) => {
    const fault = checkSettings(set);
    if (fault !== undefined) command.error(`error: option '--set <option=value>' is invalid: ${fault}`);
    const { report } = new Reporter({ json: json === true });
    const findings = await diagnose(host, { transport, udpPort, advertise: set.advertise });
    for (const finding of findings) report({ event: 'finding', ...finding });
    const [ok = 0, warning = 0, problem = 0, unknown = 0] = severities.map(
      (severity) => findings.filter((finding) => finding.severity === severity).length,
    );
    report({ event: 'diagnosis', ok, warning, problem, unknown });
    if (problem > 0) throw new Failure();
  });
}
