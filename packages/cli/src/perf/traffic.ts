import type { Association } from 'usctp';
import { createPayload } from '../payload.ts';
import type { Count } from '../tally.ts';
import type { Amount, TestPlan } from './control.ts';
import type { Dialogue } from './dialogue.ts';
import { Intervals } from './intervals.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { PerfReport } from './perf-event.ts';

/** Bytes of echoes that may wait beside the last: a peer that awaits each has none. */
const largestBacklog = 2 ** 21;

/** What both ends say of the traffic in one direction. */
export interface Outcome {
  readonly sent: Amount;
  readonly received: Amount;
}

/** How a test is watched. */
export interface Watch {
  /** Between two interval lines, in ms; 0 for none. */
  readonly interval: number;
  readonly report: PerfReport;
}

/** Sends as fast as the peer takes it; resolves when the peer has said what it received. @throws when the test is cut off. */
export async function sendTraffic(dialogue: Dialogue, plan: TestPlan, { interval, report }: Watch): Promise<Outcome> {
  const { association, tally } = dialogue;
  const start = performance.now();
  let isReceived = false;
  const acknowledged = () => (isReceived ? tally.sent : acknowledgedOf(association, tally.sent, plan.size));
  const intervals = new Intervals(interval, acknowledged, (one) => report({ event: 'interval', ...one }));
  try {
    await sendMessages(dialogue, plan);
    const outcome = await settle(dialogue, start);
    isReceived = true;
    return outcome;
  } finally {
    intervals.stop();
  }
}

/** Counts what comes; resolves when it is all that the peer has sent, and tells the peer so. */
export async function receiveTraffic(dialogue: Dialogue, { interval, report }: Watch): Promise<Outcome> {
  const { tally } = dialogue;
  let expected = Number.POSITIVE_INFINITY;
  dialogue.handleTraffic = () => {
    if (tally.received.messages >= expected) dialogue.wake();
  };
  const intervals = new Intervals(
    interval,
    () => tally.received,
    (one) => report({ event: 'interval', ...one }),
  );
  try {
    const done = await dialogue.next('done');
    // Traffic on other streams, or unordered, may come after what was sent later.
    expected = done.messages;
    while (tally.received.messages < expected && !dialogue.isEnded) await dialogue.change();
    const now = performance.now();
    const received = { ...tally.received, duration: now - (dialogue.trafficSince ?? now) };
    await dialogue.tell({ control: 'received', ...received });
    const { control: _, ...sent } = await dialogue.next('sent');
    return { sent, received };
  } finally {
    intervals.stop();
  }
}

/** Sends a message, awaits its echo, and so on. @throws when the test is cut off. */
export async function measureRoundTrips(dialogue: Dialogue, plan: TestPlan, watch: Watch): Promise<Outcome> {
  const { tally } = dialogue;
  const histogram = new LatencyHistogram();
  const start = performance.now();
  const intervals = new Intervals(
    watch.interval,
    () => tally.received,
    (one) => watch.report({ event: 'interval', ...one }),
  );
  dialogue.handleTraffic = () => dialogue.wake();
  try {
    for (const message of messagesOf(dialogue, plan)) {
      const sentAt = performance.now();
      await send(dialogue, message);
      while (tally.received.messages < tally.sent.messages && !dialogue.isEnded) await dialogue.change();
      if (tally.received.messages < tally.sent.messages) break;
      histogram.enter(performance.now() - sentAt);
    }
  } finally {
    intervals.stop();
    watch.report({ event: 'latency', ...(histogram.summarize() ?? { count: 0 }) });
  }
  return settle(dialogue, start);
}

/** Returns each message as it came; aborts the association of a peer that sends on without taking what returns. */
export async function echoTraffic(dialogue: Dialogue, { size }: TestPlan, watch: Watch): Promise<Outcome> {
  const { association, tally } = dialogue;
  const outcome = receiveTraffic(dialogue, watch);
  const { handleTraffic } = dialogue;
  dialogue.handleTraffic = (message) => {
    handleTraffic(message);
    const { data, stream, unordered } = message;
    if (association.bufferedAmount > largestBacklog + size) association.abort('the echoes are not taken');
    tally.countSent(data);
    // An association that ends meanwhile is told as its end.
    association.send(data, { stream, unordered }).catch(() => undefined);
  };
  return outcome;
}

/** The sender's end of the test: all has been received, which takes until then. */
async function settle(dialogue: Dialogue, start: number): Promise<Outcome> {
  const { messages, bytes } = dialogue.tally.sent;
  await dialogue.tell({ control: 'done', messages });
  const { control: _, ...received } = await dialogue.next('received');
  const sent = { messages, bytes, duration: performance.now() - start };
  await dialogue.tell({ control: 'sent', ...sent });
  return { sent, received };
}

interface OutboundMessage {
  readonly data: Buffer;
  readonly stream: number;
  readonly unordered: boolean;
}

async function sendMessages(dialogue: Dialogue, plan: TestPlan): Promise<void> {
  for (const message of messagesOf(dialogue, plan)) await send(dialogue, message);
}

/** The messages of a test, until it has had enough or shall stop. */
function* messagesOf({ stopped }: Dialogue, { size, streams, unordered, count, duration }: TestPlan) {
  const data = createPayload(0, size);
  const messages = Array.from({ length: streams }, (_, stream): OutboundMessage => ({ data, stream, unordered }));
  const end = duration === undefined ? Number.POSITIVE_INFINITY : performance.now() + duration;
  for (let number = 0; number < (count ?? Number.POSITIVE_INFINITY); number += 1) {
    if (stopped.aborted || performance.now() >= end) return;
    const message = messages[number % streams];
    if (message !== undefined) yield message;
  }
}

async function send({ association, tally }: Dialogue, { data, stream, unordered }: OutboundMessage): Promise<void> {
  await association.send(data, { stream, unordered });
  tally.countSent(data);
}

/** Messages are all of one size, so the number of those acknowledged follows from the bytes. */
function acknowledgedOf({ bufferedAmount }: Association, sent: Count, size: number): Count {
  const messages = Math.max(0, Math.floor((sent.bytes - bufferedAmount) / size));
  return { messages, bytes: messages * size };
}
