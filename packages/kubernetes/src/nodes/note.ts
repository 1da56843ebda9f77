import { readVersion } from '../version.ts';

/** What an annotation says of a change of ours: tool version, time, who did it, and more. */
export function noteOf(author: string | undefined, more: Readonly<Record<string, string | boolean>> = {}): string {
  return JSON.stringify({
    tool: `usctp-k8s/${readVersion()}`,
    time: new Date().toISOString(),
    ...(author === undefined ? {} : { author }),
    ...more,
  });
}
