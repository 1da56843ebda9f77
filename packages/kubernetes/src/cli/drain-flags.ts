import type { DrainOptions, DrainProgress } from '../nodes/drain.ts';
import type { Terminal } from './terminal.ts';

/** Options of the commands that drain nodes. */
export interface DrainFlags {
  readonly force?: boolean;
  readonly deleteEmptydirData?: boolean;
  /** In ms. */
  readonly timeout: number;
}

/** What {@link DrainFlags} say to the library; each step is a line on the terminal, once. */
export function drainOptionsOf<Progress>(
  { timeout, force = false, deleteEmptydirData = false }: DrainFlags,
  { complain }: Terminal,
  describe: (progress: Progress) => string,
): Pick<DrainOptions, 'timeout' | 'force' | 'deleteEmptyDirData'> & {
  readonly onProgress: (progress: Progress) => void;
} {
  const told = new Set<string>();
  const onProgress = (progress: Progress) => {
    const text = describe(progress);
    // A budget that holds a pod is asked again and again.
    if (!told.has(text)) complain(`${text}\n`);
    told.add(text);
  };
  return { timeout, force, deleteEmptyDirData: deleteEmptydirData, onProgress };
}

/** A step of a drain in a line. */
export function describeDrain(progress: DrainProgress): string {
  if (!('pod' in progress)) return `node/${progress.node} ${progress.type.toLowerCase()}`;
  const { namespace, name } = progress.pod;
  const pod = `pod/${name} in ${namespace}`;
  if (progress.type === 'BLOCKED') return `${pod} cannot be evicted yet: ${progress.reason}`;
  return progress.type === 'EVICTED' ? `${pod} evicted` : `${pod} gone`;
}
