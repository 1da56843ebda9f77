import type { Command } from 'commander';
import type { Association } from 'usctp';
import { type Options, resolveOptions } from 'usctp/core';
import { addAddress, wholeNumber } from '../argument.ts';
import { reportAssociation } from '../association-report.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from '../common-options.ts';
import { onAbort } from '../interruption.ts';
import { serve } from '../serve.ts';
import { runSession, type Session } from '../session.ts';
import type { TestPlan } from './control.ts';
import { Dialogue } from './dialogue.ts';
import { addIntervalOption, defaultPort, objectTo, perfReport, reportOutcome } from './perf-options.ts';
import { echoTraffic, type Outcome, receiveTraffic, sendTraffic, type Watch } from './traffic.ts';

interface PerfServerOptions extends CommonOptions {
  readonly port: number;
  readonly address?: readonly string[];
  readonly interval: number;
}

/** Adds `usctp perf server`. */
export function addPerfServerCommand(perf: Command): void {
  const command = perf
    .command('server')
    .description('take part in the tests of clients, until SIGINT or SIGTERM')
    .option('--port <port>', 'SCTP port, 0 for a free one', wholeNumber(0, 65535), defaultPort)
    .option('--address <ip>', "address to listen on; repeatable (default: all of the host's)", addAddress);
  addIntervalOption(command);
  addCommonOptions(command, '9899, a free one with --port 0').action(async (options: PerfServerOptions) => {
    checkCommonOptions(command, options);
    await runSession(options, { localPort: options.udpPort }, (session) => serveTests(options, session));
  });
}

function serveTests(options: PerfServerOptions, session: Session): Promise<void> {
  const { port, address: addresses = [], set = {}, interval } = options;
  const dialogues = new Map<Dialogue, Promise<void>>();
  onAbort(session.interruption.asked, () => {
    for (const dialogue of dialogues.keys()) dialogue.stop();
  });
  const handle = async (association: Association, number: number): Promise<void> => {
    const numbered = { association: number };
    const dialogue = new Dialogue(association, reportAssociation(association, session.report, numbered));
    const watch = { interval: interval * 1000, report: perfReport(session.report, numbered) };
    const test = serveTest(dialogue, resolveOptions(set), watch);
    dialogues.set(dialogue, test);
    try {
      await test;
    } catch (error) {
      // A peer that goes, without a fault of its association, is none of ours.
      if (!dialogue.isEnded || association.error !== undefined) throw error;
    } finally {
      dialogues.delete(dialogue);
    }
  };
  // A second signal aborts the associations, and with them their tests.
  onAbort(session.interruption.forced, () => {
    for (const { association } of dialogues.keys()) association.abort('the server ends');
  });
  const finish = () => Promise.allSettled(dialogues.values());
  return serve({ port, addresses, set, handle, finish }, session);
}

async function serveTest(dialogue: Dialogue, options: Options, watch: Watch): Promise<void> {
  const { association } = dialogue;
  dialogue.handleTraffic = () => association.abort('traffic before a test was agreed on');
  const plan = await dialogue.next('test');
  // What a test receives needs no stream of ours.
  const sends = plan.test === 'rtt' || plan.direction === 'reverse';
  const objection = objectTo(plan, options, sends ? association.outboundStreams : Number.POSITIVE_INFINITY);
  if (objection !== undefined) {
    await dialogue.tell({ control: 'refused', reason: objection });
    return;
  }
  const { control: _, version: __, ...test } = plan;
  watch.report({ event: 'test', ...test });
  // Both at once: no traffic leaves before `ready`, and none that comes is missed.
  const [, outcome] = await Promise.all([dialogue.tell({ control: 'ready' }), runTest(dialogue, test, watch)]);
  reportOutcome(watch.report, outcome, plan.direction === 'send' ? 'peer' : 'local');
}

function runTest(dialogue: Dialogue, plan: TestPlan, watch: Watch): Promise<Outcome> {
  if (plan.test === 'rtt') return echoTraffic(dialogue, plan, watch);
  return plan.direction === 'send' ? receiveTraffic(dialogue, watch) : sendTraffic(dialogue, plan, watch);
}
