import type { ServerResponse } from 'node:http';
import {
  type KernelSctp,
  keysUnder,
  type NodeObject,
  type PodObject,
  type Taint,
  type Toleration,
} from '@usctp/kubernetes';
import { type Answer, json, refusal } from './fake-api.ts';

/** Namespace, if any; kind and name. */
const pathParts = /^\/api\/v1\/(?:namespaces\/([^/]+)\/)?(nodes|pods)?\/?([^/]*)/;

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** What a test says of a pod. */
interface PodSetting {
  readonly node?: string;
  /** Kind of its controller; default ReplicaSet, empty for none. */
  readonly owner?: string;
  readonly tolerations?: readonly Toleration[];
  readonly phase?: 'Running' | 'Succeeded';
  readonly annotations?: Readonly<Record<string, string>>;
  readonly hasLocalData?: boolean;
}

/** Nodes and pods in memory, behind the few requests that node commands make; versions count up with each change. */
export class FakeCluster {
  readonly nodes = new Map<string, NodeObject>();
  readonly pods = new Map<string, PodObject>();
  /** Pods that a PodDisruptionBudget holds, with the number of attempts that it does so. */
  readonly held = new Map<string, number>();
  /** Requests that changed something, or would have. */
  readonly changes: string[] = [];
  /** Events that were made, in their order. */
  readonly events: EventObject[] = [];
  /** Pods that are evicted stay for so many looks at them. */
  looksUntilGone = 0;
  /** Called before a patch is applied, as somebody else who is faster. */
  beforePatch: (node: string) => void = () => {};
  /** Called after a patch that was no dry run. */
  afterPatch: (node: NodeObject) => void = () => {};
  #version = 100;
  #ending = new Map<string, number>();
  /** Open watches of nodes, with the name of the only one that is meant, or an empty one. */
  #watches = new Map<ServerResponse, string>();

  addNode(name: string, labels: Readonly<Record<string, string>> = {}, taints: readonly Taint[] = []): void {
    const metadata = { name, labels, resourceVersion: this.#next(), creationTimestamp: new Date().toISOString() };
    this.nodes.set(name, {
      metadata,
      spec: { taints },
      status: { nodeInfo: { containerRuntimeVersion: 'containerd://1.7.2' } },
    });
  }

  addPod(name: string, setting: PodSetting = {}): void {
    const { node = 'a', owner = 'ReplicaSet', tolerations = [], phase = 'Running', annotations = {} } = setting;
    const ownerReferences = owner === '' ? [] : [{ apiVersion: 'apps/v1', kind: owner, name: 'o', controller: true }];
    this.pods.set(name, {
      metadata: { name, namespace: 'telecom', uid: `uid-${name}`, annotations, ownerReferences },
      spec: {
        nodeName: node,
        tolerations,
        volumes: setting.hasLocalData ? [{ name: 'v', emptyDir: {} }] : [],
      },
      status: { phase },
    });
  }

  node(name: string): NodeObject {
    const node = this.nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  }

  pod(name: string): PodObject {
    const pod = this.pods.get(name);
    if (pod === undefined) throw new Error(`no pod ${name}`);
    return pod;
  }

  /** Changes a node as somebody else would. */
  change(name: string, change: Change): NodeObject {
    const changed = this.#change(name, change);
    this.#tell(changed);
    return changed;
  }

  /** Boots a node, as its kubelet tells. */
  boot(name: string, bootID: string, isReady = true): void {
    const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }];
    this.change(name, { status: { nodeInfo: { bootID }, conditions } });
  }

  /** Has an agent say what it sees of the kernel's SCTP in that boot. */
  say(name: string, word: KernelSctp, bootId: string): void {
    const { kernelSctp, checkedAt, bootId: bootIdKey } = keysUnder();
    const annotations = { [checkedAt]: new Date().toISOString(), [bootIdKey]: bootId };
    this.change(name, { metadata: { labels: { [kernelSctp]: word }, annotations } });
  }

  readonly answer: Answer = (asked, response) => {
    const { method, path, query } = asked;
    const [, namespace, kind = '', name = ''] = pathParts.exec(path) ?? [];
    if (query.has('watch')) return this.#watch(query, response);
    if (path.endsWith('/events')) return this.#addEvent(asked.body as EventObject)(asked, response); // what clients send
    if (kind === '') return json({ resources: [{ name: 'pods/eviction', version: 'v1beta1' }] })(asked, response);
    if (path.endsWith('/eviction')) return this.#evict(name, query.has('dryRun'))(asked, response);
    const objects: ReadonlyMap<string, NodeObject | PodObject> = kind === 'nodes' ? this.nodes : this.pods;
    if (name === '') return this.#list(objects, query, namespace)(asked, response);
    if (!objects.has(name)) return refusal(404, 'NotFound')(asked, response);
    if (path.endsWith('/status')) return this.#patchStatus(name, asked.body as StatusPatch)(asked, response); // likewise
    if (method === 'PATCH') return this.#patch(name, asked.body as Patch, query)(asked, response); // what clients send
    if (kind === 'pods') this.#look(name);
    return (objects.has(name) ? json(objects.get(name)) : refusal(404, 'NotFound'))(asked, response);
  };

  #change(name: string, { metadata, spec, status }: Change): NodeObject {
    const node = this.node(name);
    const changed = {
      ...node,
      metadata: { ...merge(node.metadata, metadata ?? {}), resourceVersion: this.#next() },
      spec: merge(node.spec ?? {}, spec ?? {}),
      status: merge(node.status ?? {}, status ?? {}),
    } as NodeObject; // merged from one
    this.nodes.set(name, changed);
    return changed;
  }

  #watch(query: URLSearchParams, response: ServerResponse): void {
    const [, name = ''] = /^metadata\.name=(.*)$/.exec(query.get('fieldSelector') ?? '') ?? [];
    this.#watches.set(response, name);
    response.on('close', () => this.#watches.delete(response));
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    const since = Number(query.get('resourceVersion'));
    for (const node of this.nodes.values()) if (Number(node.metadata.resourceVersion) > since) this.#tell(node);
  }

  /** Tells those who watch nodes. */
  #tell(object: NodeObject): void {
    for (const [response, name] of this.#watches) {
      if (name === '' || name === object.metadata.name)
        response.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
    }
  }

  #list(objects: ReadonlyMap<string, NodeObject | PodObject>, query: URLSearchParams, namespace?: string): Answer {
    const [, field = '', wanted = ''] = /^([\w.]+)=(.*)$/.exec(query.get('fieldSelector') ?? '') ?? [];
    const items = [...objects.values()].filter(
      (object) =>
        (namespace === undefined || object.metadata.namespace === namespace) &&
        (field !== 'spec.nodeName' || ('nodeName' in (object.spec ?? {}) && nodeOf(object) === wanted)) &&
        (field !== 'metadata.name' || object.metadata.name === wanted),
    );
    return json({ metadata: { resourceVersion: String(this.#version) }, items });
  }

  #patch(name: string, patch: Patch, query: URLSearchParams): Answer {
    this.beforePatch(name);
    const isDry = query.get('dryRun') === 'All';
    this.changes.push(`PATCH ${name}${isDry ? ' dry' : ''}`);
    const before = this.node(name);
    if (patch.metadata.resourceVersion !== before.metadata.resourceVersion) return refusal(409, 'Conflict');
    const after = this.#change(name, patch);
    if (isDry) this.nodes.set(name, before);
    else {
      this.#tell(after);
      this.afterPatch(after);
    }
    return json(after);
  }

  /** A strategic merge patch: conditions are merged by their type. */
  #patchStatus(name: string, { metadata, status }: StatusPatch): Answer {
    this.changes.push(`PATCH ${name} status`);
    const conditions = new Map(this.node(name).status?.conditions?.map((condition) => [condition.type, condition]));
    for (const condition of status.conditions) {
      conditions.set(condition.type, { ...conditions.get(condition.type), ...condition });
    }
    const after = this.change(name, { metadata, status: { conditions: [...conditions.values()] } });
    this.afterPatch(after);
    return json(after);
  }

  #addEvent(event: EventObject): Answer {
    if (this.events.some(({ metadata }) => metadata.name === event.metadata.name)) return refusal(409, 'AlreadyExists');
    this.events.push(event);
    return json(event, 201);
  }

  #evict(name: string, isDry: boolean): Answer {
    this.changes.push(`EVICT ${name}${isDry ? ' dry' : ''}`);
    if (!this.pods.has(name)) return refusal(404, 'NotFound');
    const times = this.held.get(name) ?? 0;
    this.held.set(name, times - 1);
    if (times > 0) return refusal(429, 'TooManyRequests', { 'retry-after': '10' });
    if (!isDry) this.#ending.set(name, this.looksUntilGone);
    return json({ kind: 'Status', status: 'Success' });
  }

  #look(name: string): void {
    const left = this.#ending.get(name);
    if (left === undefined) return;
    if (left <= 0) this.pods.delete(name);
    this.#ending.set(name, left - 1);
  }

  #next(): string {
    this.#version += 1;
    return String(this.#version);
  }
}

interface Change {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

interface Patch {
  readonly metadata: { readonly resourceVersion?: string };
  readonly spec?: object;
}

interface StatusPatch {
  readonly metadata: object;
  readonly status: { readonly conditions: NonNullable<NonNullable<NodeObject['status']>['conditions']> };
}

/** What agents tell. */
interface EventObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly involvedObject: Readonly<Record<string, string>>;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

function nodeOf(object: NodeObject | PodObject): string | undefined {
  return (object as PodObject).spec.nodeName; // asked of pods only
}

/** A JSON merge patch (RFC 7396) of objects. */
function merge(before: object, patch: object): object {
  const after: Changeable<Record<string, unknown>> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    const old = after[key];
    if (value === null) delete after[key];
    else if (isObject(value)) after[key] = merge(isObject(old) ? old : {}, value);
    else after[key] = value;
  }
  return after;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
