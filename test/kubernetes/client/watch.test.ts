import { watch } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Answer, type FakeApi, fakeApi, json, lines, refusal, refusalOf } from '../fake-api.ts';

const path = '/api/v1/nodes';
const node = (name: string, resourceVersion: string) => ({ metadata: { name, resourceVersion } });
const list = (resourceVersion: string, ...items: readonly object[]): Answer =>
  json({ metadata: { resourceVersion }, items });
const bookmark = (resourceVersion: string) => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } });

/** The first events that a watch tells, in short; then it is ended. */
async function firstEvents(api: FakeApi, count: number, retried: Error[] = []): Promise<string[]> {
  const controller = new AbortController();
  const told: string[] = [];
  const options = { retryDelay: 1, onRetry: (error: Error) => retried.push(error) };
  for await (const event of watch<ReturnType<typeof node>>(api.client, { path, signal: controller.signal }, options)) {
    const names = event.type === 'LISTED' ? event.items : [event.object];
    told.push(`${event.type} ${names.map(({ metadata }) => metadata.name)}`);
    if (told.length === count) controller.abort();
  }
  await api.close();
  return told;
}

describe('watch', (test) => {
  test('tells what there is, then what changes, from the version of the list on', async () => {
    const api = await fakeApi(
      list('5', node('a', '3'), node('b', '4')),
      lines(
        [
          { type: 'MODIFIED', object: node('a', '6') },
          { type: 'DELETED', object: node('b', '7') },
        ],
        true,
      ),
    );
    assert.equal(await firstEvents(api, 3), ['LISTED a,b', 'MODIFIED a', 'DELETED b']);
    const { query } = api.asked[1] ?? {};
    assert.equal(
      ['resourceVersion', 'watch', 'allowWatchBookmarks'].map((name) => query?.get(name)),
      ['5', 'true', 'true'],
    );
    assert.ok(Number(query?.get('timeoutSeconds')) >= 225);
  });

  test('goes on from the last version when the stream ends, that of a bookmark too', async () => {
    const api = await fakeApi(
      list('5'),
      lines([{ type: 'ADDED', object: node('a', '6') }, bookmark('9')]),
      lines([{ type: 'MODIFIED', object: node('a', '10') }], true),
    );
    assert.equal(await firstEvents(api, 3), ['LISTED ', 'ADDED a', 'MODIFIED a']);
    assert.is(api.asked[2]?.query.get('resourceVersion'), '9');
  });

  test('lists anew when what it has seen is too long ago, as status or as event', async () => {
    const expired = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } };
    const api = await fakeApi(
      list('5'),
      refusal(410, 'Gone'),
      list('20'),
      lines([expired]),
      list('30', node('c', '30')),
      lines([], true),
    );
    assert.equal(await firstEvents(api, 3), ['LISTED ', 'LISTED ', 'LISTED c']);
  });

  test('waits for a server that is away or breaks off, and tells so', async () => {
    const brokenOff: Answer = (_, response) => response.writeHead(200).write('{"type"', () => response.destroy());
    const retried: Error[] = [];
    const api = await fakeApi(
      refusal(503, 'ServiceUnavailable'),
      list('5'),
      brokenOff,
      lines([{ type: 'ADDED', object: node('a', '6') }], true),
    );
    assert.equal(await firstEvents(api, 2, retried), ['LISTED ', 'ADDED a']);
    assert.equal(retried.length, 2);
    assert.is(api.asked[3]?.query.get('resourceVersion'), '5');
  });

  test('ends with the error when it is refused', async () => {
    const api = await fakeApi(refusal(403, 'Forbidden'));
    const first = watch(api.client, { path })[Symbol.asyncIterator]().next();
    assert.is((await refusalOf(first)).status, 403);
    await api.close();
  });

  test('tells nothing when it was ended before', async () => {
    const api = await fakeApi(list('5'));
    for await (const event of watch(api.client, { path, signal: AbortSignal.abort() })) assert.unreachable(event.type);
    assert.is(api.asked.length, 0);
    await api.close();
  });
});
