import { once } from 'node:events';
import { type Association, connect, createServer, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { within } from '../unit/transport/inbox.ts';

const host = '127.0.0.1';
const messageCount = 10_000;
const stalledCount = 200;
const movingIds = [1, 2, 3, 4, 5, 6, 7];

/** Writes to one stream at the pace of `send`. */
async function write(association: Association, id: number, count: number): Promise<void> {
  const stream = association.stream(id);
  for (let i = 0; i < count; i += 1) {
    if (!stream.write({ data: `${i}`.padEnd(200), ppid: id })) await once(stream, 'drain');
  }
}

/** Reads from one stream; gives the texts. */
async function read(association: Association, id: number, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const { data, ppid, stream } of association.stream(id)) {
    assert.equal([ppid, stream], [id, id]);
    texts.push(data.toString().trim());
    if (texts.length === count) break;
  }
  return texts;
}

describe('8 streams at once over loopback', (test) => {
  test('one that nobody reads stalls none of the others, and loses nothing', async () => {
    const transport = udp({ localPort: 0 });
    const server = createServer();
    const accepted = once(server, 'association');
    await server.listen({ port: 5001, addresses: [host], transport });
    const peer = udp({ peerPort: transport.localUdpPort ?? 0 });
    const a = await connect({ port: 5001, addresses: [host], transport: peer });
    const [z] = (await accepted) as [Association]; // the arguments of the event
    const counts = movingIds.map((id) => Math.floor((messageCount + id - 1) / movingIds.length));
    z.stream(0);
    const stalled = write(a, 0, stalledCount);
    const written = movingIds.map((id, index) => write(a, id, counts[index] ?? 0));
    const reading = movingIds.map((id, index) => read(z, id, counts[index] ?? 0));
    const texts = await within(30_000, Promise.all(reading));
    await Promise.all([stalled, ...written]);
    assert.is(texts.flat().length, messageCount);
    for (const ofStream of texts) {
      assert.equal(
        ofStream,
        [...ofStream.keys()].map((i) => `${i}`),
      );
    }
    assert.is((await within(5000, read(z, 0, stalledCount))).length, stalledCount);
    await within(5000, a.shutdown());
    await server.close();
  });
});
