/** Takes what is to be logged: a sentence, and what it is about. */
export type Log = (level: 'info' | 'warning', message: string, about?: Readonly<Record<string, LogValue>>) => void;

/** What a line is about. */
export type LogValue = string | number | boolean | undefined;

/** One line of JSON for each; `now` is the time of day in ms. */
export function logLine(
  level: Parameters<Log>[0],
  message: string,
  about: Readonly<Record<string, LogValue>>,
  now: number,
): string {
  return `${JSON.stringify({ time: new Date(now).toISOString(), level, message, ...about })}\n`;
}
