import type { DataChunk } from 'usctp/codec';

/** A DATA chunk that is a whole ordered message, `hello` on stream 0, but for what the test says. */
export function dataChunk(change: Partial<DataChunk> = {}): DataChunk {
  return {
    type: 'DATA',
    immediate: false,
    unordered: false,
    beginning: true,
    ending: true,
    tsn: 1,
    streamId: 0,
    ssn: 0,
    ppid: 0,
    userData: Buffer.from('hello'),
    ...change,
  };
}
