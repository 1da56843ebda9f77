/** Streams by their numbers, or all that there are. */
export type StreamList = readonly number[] | 'all';

/** Whether all streams of the second list are in the first. */
export function coversAll(list: StreamList, wanted: StreamList): boolean {
  if (list === 'all') return true;
  if (wanted === 'all') return false;
  const listed = new Set(list);
  return wanted.every((streamId) => listed.has(streamId));
}
