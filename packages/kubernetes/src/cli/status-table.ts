import type { NodeStatus } from '../nodes/status.ts';

const headings = ['NODE', 'STACK', 'TAINT', 'KERNEL-SCTP', 'BLOCKED', 'RUNTIME', 'CONFLICTS', 'AGE'];

/** Headings of the table; wide ones name the conflicting pods, too. */
export function headingsOf(isWide: boolean): string[] {
  return isWide ? [...headings, 'CHECKED', 'PODS'] : headings;
}

/** The row of a node at the time `now` (of day, in ms). */
export function columnsOf(status: NodeStatus, isWide: boolean, now: number): string[] {
  const { name, stack, taint, kernelSctp, checkedAt, isStale, runtime, conflicts, createdAt } = status;
  const columns = [
    name,
    stack ?? '<none>',
    taint ?? '<none>',
    kernelSctp === 'blocked' ? 'absent' : (kernelSctp ?? (isStale ? 'stale' : 'unknown')),
    kernelSctp === undefined ? 'unknown' : kernelSctp === 'blocked' ? 'yes' : 'no',
    runtime ?? '<unknown>',
    String(conflicts.length),
    ageOf(createdAt, now),
  ];
  if (!isWide) return columns;
  const checked = checkedAt === undefined ? '<never>' : `${ageOf(checkedAt, now)} ago`;
  return [...columns, checked, conflicts.join(',') || '<none>'];
}

/** Time since then, in the largest unit of which there are two, as kubectl has it. */
function ageOf(since: string | undefined, now: number): string {
  const seconds = Math.floor((now - Date.parse(since ?? '')) / 1000);
  if (Number.isNaN(seconds)) return '<unknown>';
  if (seconds < 120) return `${Math.max(0, seconds)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
