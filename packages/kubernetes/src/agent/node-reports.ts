import type { AgentErrand } from '../agent-permissions.ts';
import type { ApiClient } from '../client/api-client.ts';
import { ApiError, isApiError, KubernetesError } from '../errors.ts';
import type { KernelSctp, Keys } from '../keys.ts';
import { changeNode, readNode } from '../nodes/change-node.ts';
import type { NodeObject } from '../objects.ts';
import { ErrandError } from './api-failure.ts';
import { planContaminationTaint } from './contamination-taint.ts';
import { reportPatch } from './node-condition.ts';
import { eventOf, eventsPath, isWorthAnEvent } from './node-event.ts';
import type { Observation } from './observation.ts';

const fieldManager = 'usctp-agent';

/** Whose reports, and how. */
export interface ReportOptions {
  readonly nodeName: string;
  readonly keys: Keys;
  /** Whether a contaminated node is tainted. */
  readonly taintsWhenLoaded: boolean;
}

/** Tells the API server what is seen of one node. Knows what the node has said before, so that a change is one. */
export class NodeReports {
  readonly #client: ApiClient;
  readonly #options: ReportOptions;
  /** As the API server gave it last; undefined after a failure, as much may have happened since. */
  #node: NodeObject | undefined;
  /** The word that others know of: what the node said before the first report, then the one of the last event. */
  #known: { readonly word: KernelSctp | undefined } | undefined;
  /** The event that is to be told, and of which word; kept, as one that has failed may have come to the server. */
  #event: { readonly word: KernelSctp | undefined; readonly body: object } | undefined;

  constructor(client: ApiClient, options: ReportOptions) {
    this.#client = client;
    this.#options = options;
  }

  /**
   * Sets label, annotations and condition, tells a change, and taints the node or takes the taint away. `now`, the time of
   * day in ms, is when the host was looked at. @throws ErrandError; the reason of the signal.
   */
  async send(observation: Observation, signal: AbortSignal, now: number): Promise<void> {
    const { keys, nodeName } = this.#options;
    const word = observation.check.kernelSctp;
    const before = this.#node ?? (await attempt('read', signal, readNode(this.#client, nodeName, signal)));
    // `as`: as an agent wrote it.
    this.#known ??= { word: before.metadata.labels?.[keys.kernelSctp] as KernelSctp | undefined };
    this.#node = undefined;
    const node = await attempt('report', signal, this.#report(reportPatch(observation, before, keys, now), signal));
    const isExpected = node.metadata.labels?.[keys.stack] === 'kernel';
    const [told, tainted] = await Promise.allSettled([
      attempt('tell', signal, this.#tell(eventOf(observation, nodeName, { isExpected }, now), word, signal)),
      attempt('taint', signal, this.#taint(node, word, signal)),
    ]);
    for (const outcome of [told, tainted]) if (outcome.status === 'rejected') throw outcome.reason;
    this.#node = node;
  }

  /** One patch for all, so that label and condition never say two things, and a heartbeat is one write. */
  #report(body: object, signal: AbortSignal): Promise<NodeObject> {
    return this.#client.request<NodeObject>({
      method: 'PATCH',
      path: `/api/v1/nodes/${encodeURIComponent(this.#options.nodeName)}/status`,
      query: { fieldManager },
      contentType: 'application/strategic-merge-patch+json',
      body,
      signal,
    });
  }

  async #tell(body: object, word: KernelSctp | undefined, signal: AbortSignal): Promise<void> {
    if (isWorthAnEvent(this.#known?.word, word)) {
      if (this.#event === undefined || this.#event.word !== word) this.#event = { word, body };
      try {
        await this.#client.request({ method: 'POST', path: eventsPath, body: this.#event.body, signal });
      } catch (error) {
        // It has come to the server before, and its answer was lost.
        if (!isApiError(error, 409)) throw error;
      }
    }
    this.#event = undefined;
    this.#known = { word };
  }

  async #taint(node: NodeObject, word: KernelSctp | undefined, signal: AbortSignal): Promise<void> {
    const { keys, nodeName, taintsWhenLoaded } = this.#options;
    const plan = (current: NodeObject) => planContaminationTaint(current, word, keys);
    if (!taintsWhenLoaded || plan(node) === undefined) return;
    await changeNode(this.#client, nodeName, plan, { fieldManager, signal });
  }
}

/** @throws ErrandError for what the API server refuses, or keeps from it; the reason of the signal. */
async function attempt<T>(errand: AgentErrand, signal: AbortSignal, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ApiError || error instanceof KubernetesError) throw new ErrandError(errand, error);
    throw error;
  }
}
