import { formatMilliseconds, summarizeLatencies } from './latencies.ts';
import type { LoadReport } from './load.ts';

/** What came of the requests, for people. */
export function describeLoad({ requests, results, times, duration }: LoadReport): string[] {
  const rate = duration === 0 ? 0 : (requests / duration) * 1000;
  const latencies = summarizeLatencies(times);
  const rows = [...results].flatMap(([type, codes]) =>
    [...codes].map(([code, count]) => `  ${type.padEnd(20)} ${code.padEnd(32)} ${String(count).padStart(8)}`),
  );
  return [
    `${requests} requests in ${formatMilliseconds(duration)}, ${rate.toFixed(0)} a second`,
    ...rows,
    ...(latencies === undefined
      ? []
      : [
          `latency: ${Object.entries(latencies)
            .map(([name, time]) => `${name} ${formatMilliseconds(time)}`)
            .join(', ')}`,
        ]),
  ];
}

/** The same as JSON, for programs: times in ms. */
export function loadToJson({ requests, results, times, duration, failures }: LoadReport): string {
  return JSON.stringify({
    requests,
    failures,
    duration,
    results: Object.fromEntries([...results].map(([type, codes]) => [type, Object.fromEntries(codes)])),
    latency: summarizeLatencies(times),
  });
}
