import type { Command } from 'commander';
import { resolveOptions } from 'usctp/core';
import { wholeNumber } from '../argument.ts';
import { reportAssociation } from '../association-report.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from '../common-options.ts';
import { addClientOptions, type ClientOptions, establish, requireStreams } from '../establish.ts';
import { endAtOnce, endGracefully } from '../graceful-end.ts';
import { onAbort } from '../interruption.ts';
import { runSession, type Session } from '../session.ts';
import type { TestPlan } from './control.ts';
import { Dialogue } from './dialogue.ts';
import {
  addIntervalOption,
  addPlanOptions,
  defaultPort,
  objectTo,
  type PlanOptions,
  perfReport,
  planOf,
  reportOutcome,
} from './perf-options.ts';
import { measureRoundTrips, type Outcome, receiveTraffic, sendTraffic, type Watch } from './traffic.ts';

type PerfClientOptions = CommonOptions & ClientOptions & PlanOptions & { readonly interval: number };

/** Adds `usctp perf client`. */
export function addPerfClientCommand(perf: Command): void {
  const command = perf
    .command('client')
    .description('run a test with a server')
    .option('--port <port>', 'SCTP port of the server', wholeNumber(1, 65535), defaultPort);
  addIntervalOption(addPlanOptions(command));
  addClientOptions(command, 'the association, and for the server to agree');
  addCommonOptions(command, 'a free one').action(async (options: PerfClientOptions) => {
    checkCommonOptions(command, options);
    const plan = planOf(options);
    const objection = objectTo(plan, resolveOptions(options.set), Number.POSITIVE_INFINITY);
    if (objection !== undefined) command.error(`error: option '--size <bytes>' is invalid: ${objection}`);
    const { udpPort: localPort = 0, peerUdpPort: peerPort } = options;
    await runSession(options, { localPort, peerPort }, (session) => runTest(plan, options, session));
  });
}

async function runTest(plan: TestPlan, options: PerfClientOptions, session: Session): Promise<void> {
  // As many in as out, for a server that sends or echoes.
  const { inboundStreams } = resolveOptions(options.set);
  const set = { inboundStreams: Math.max(inboundStreams, plan.streams), ...options.set };
  const association = await establish({ ...options, set }, session);
  const { asked, forced } = session.interruption;
  const dialogue = new Dialogue(association, reportAssociation(association, session.report));
  onAbort(asked, () => dialogue.stop());
  onAbort(forced, () => association.abort('interrupted'));
  const report = perfReport(session.report);
  try {
    requireStreams(association, plan.streams);
    report({ event: 'test', ...plan });
    await agree(dialogue, plan, options.timeout);
    const outcome = await runPlan(dialogue, plan, { interval: options.interval * 1000, report });
    reportOutcome(report, outcome, plan.direction === 'send' ? 'local' : 'peer');
  } catch (error) {
    await endAtOnce(association, error);
    throw error;
  }
  await endGracefully(association);
}

/** @throws Error when the server refuses, or does not answer in time. */
async function agree(dialogue: Dialogue, plan: TestPlan, timeout: number): Promise<void> {
  const complain = () => dialogue.association.abort(`not agreed on a test within ${timeout} ms: is it a perf server?`);
  const timer = setTimeout(complain, timeout);
  try {
    await dialogue.tell({ control: 'test', version: 1, ...plan });
    await dialogue.next('ready');
  } finally {
    clearTimeout(timer);
  }
}

function runPlan(dialogue: Dialogue, plan: TestPlan, watch: Watch): Promise<Outcome> {
  if (plan.test === 'rtt') return measureRoundTrips(dialogue, plan, watch);
  return plan.direction === 'send' ? sendTraffic(dialogue, plan, watch) : receiveTraffic(dialogue, watch);
}
