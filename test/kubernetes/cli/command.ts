import { run } from '../../../packages/kubernetes/src/cli/program.ts';
import { type FakeApi, fakeApi } from '../fake-api.ts';
import { FakeCluster } from '../fake-cluster.ts';

/** What a command printed, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

interface Setting {
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** What comes from stdin. */
  readonly input?: string;
  readonly isColoured?: boolean;
  /** Told of each piece of output. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a command line in this process. */
export async function command(args: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const { name = 'usctp-k8s', env = {}, signal = new AbortController().signal, onOutput = () => {} } = setting;
  const { input = '', isColoured = false } = setting;
  let output = '';
  let errors = '';
  const print = (text: string) => {
    output += text;
    onOutput(text);
  };
  const complain = (text: string) => {
    errors += text;
  };
  const code = await run(args, { name, env, print, complain, signal, isColoured, readInput: async () => input });
  return { code, output, errors };
}

/** Runs the test with a cluster that has the nodes `a` and `b`, and a command that knows its API server. */
export async function withCluster(
  use: (kubectl: (...args: readonly string[]) => Promise<Outcome>, cluster: FakeCluster, api: FakeApi) => Promise<void>,
): Promise<void> {
  const cluster = new FakeCluster();
  for (const name of ['a', 'b']) cluster.addNode(name);
  const api = await fakeApi(cluster.answer);
  try {
    await use((...args) => command([...args, '--server', api.url]), cluster, api);
  } finally {
    await api.close();
  }
}
