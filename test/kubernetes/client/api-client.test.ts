import { ApiClient, findConnection, KubernetesError, listAll } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { type Answer, fakeApi, json, refusal, refusalOf } from '../fake-api.ts';

describe('API client', (test) => {
  test('sends JSON with query and media type, and gives the object of the answer', async () => {
    const api = await fakeApi(json({ kind: 'Node' }));
    const request = {
      method: 'PATCH',
      path: '/api/v1/nodes/n',
      query: { dryRun: 'All', fieldManager: undefined },
    } as const;
    const contentType = 'application/merge-patch+json';
    assert.equal(await api.client.request({ ...request, body: { spec: {} }, contentType }), { kind: 'Node' });
    const [{ method, path, query, headers, body }] = api.asked as [(typeof api.asked)[0]]; // it was asked once
    assert.equal([method, path, `${query}`, body], ['PATCH', '/api/v1/nodes/n', 'dryRun=All', { spec: {} }]);
    assert.equal([headers['content-type'], headers['user-agent']], [contentType, 'usctp-k8s']);
    await api.close();
  });

  test('throws what the server says of a refusal', async () => {
    const api = await fakeApi(refusal(403, 'Forbidden'));
    const error = await refusalOf(api.client.request({ path: '/api/v1/nodes' }));
    assert.equal([error.status, error.details.reason], [403, 'Forbidden']);
    assert.is(error.message, 'GET /api/v1/nodes: it is Forbidden');
    await api.close();
  });

  test('makes a message of a refusal that is no Status object', async () => {
    const html: Answer = (_, response) => response.writeHead(502).end('<html>\nbad gateway');
    const api = await fakeApi(html, (_, response) => response.writeHead(502).end('null'));
    assert.match(`${await rejection(api.client.request({ path: '/a' }))}`, 'GET /a: <html>');
    assert.match(
      `${await rejection(api.client.request({ path: '/a' }))}`,
      'GET /a: the API server answered with status 502',
    );
    await api.close();
  });

  test('asks again when the server wants to be left alone for a while, but not always', async () => {
    const busy = refusal(429, 'TooManyRequests', { 'retry-after': '0' });
    const api = await fakeApi(busy, busy, json({}), busy, refusal(429, 'TooManyRequests'), busy);
    await api.client.request({ path: '/a' });
    assert.is(api.asked.length, 3);
    const impatient = await refusalOf(api.client.request({ path: '/a', waitsWhenBusy: false }));
    assert.equal([impatient.status, impatient.retryAfterSeconds], [429, 0]);
    assert.is((await refusalOf(api.client.request({ path: '/a' }))).status, 429);
    const hurried = new ApiClient(await findConnection({ server: api.url, env: {} }), { waitsWhenBusy: false });
    assert.is((await refusalOf(hurried.request({ path: '/a' }))).status, 429);
    hurried.close();
    assert.is(api.asked.length, 6);
    await api.close();
  });

  test('says that the answer is not JSON', async () => {
    const api = await fakeApi((_, response) => response.end('hello'));
    assert.match(
      `${await rejection(api.client.request({ path: '/a' }))}`,
      /the answer is not JSON; is http:.* an API server/,
    );
    await api.close();
  });

  test('says that the server cannot be reached, does not answer, or breaks off', async () => {
    const api = await fakeApi(
      () => {},
      (_, response) => response.writeHead(200).write('{', () => response.destroy()),
    );
    assert.is((await rejection(api.client.request({ path: '/a', timeout: 30 }))).code, 'ERR_KUBERNETES_TIMEOUT');
    assert.is((await rejection(api.client.request({ path: '/a' }))).code, 'ERR_KUBERNETES_CONNECTION');
    await api.close();
    const error = await rejection(api.client.request({ path: '/a' }));
    assert.instance(error, KubernetesError);
    assert.match(error.message, /the API server http:\/\/127.0.0.1:\d+ cannot be reached/);
  });

  test('goes nowhere else when the server sends it there: credentials would go along', async () => {
    const api = await fakeApi((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    const error = await refusalOf(api.client.request({ path: '/a' }));
    assert.is(error.message, 'GET /a: the API server answered with status 302');
    assert.is(api.asked.length, 1);
    await api.close();
  });

  test('does not wait for the rest of an answer for ever', async () => {
    const half: Answer = (_, response) => response.writeHead(200).write('{');
    const api = await fakeApi(half, half);
    const late = await rejection(api.client.request({ path: '/a', timeout: 30 }));
    assert.equal([late.code, late.message], ['ERR_KUBERNETES_TIMEOUT', 'the API server fell silent for 30 ms']);
    const signal = AbortSignal.timeout(30);
    assert.is((await rejection(api.client.request({ path: '/a', signal }))).name, 'TimeoutError');
    await api.close();
  });

  test('gives up when its signal is aborted', async () => {
    const api = await fakeApi(() => {});
    const controller = new AbortController();
    const asking = rejection(api.client.request({ path: '/a', signal: controller.signal }));
    setImmediate(() => controller.abort(new Error('changed my mind')));
    assert.match(`${await asking}`, 'changed my mind');
    await api.close();
  });

  test('sends what changes nothing again when a connection that was kept is closed', async () => {
    const reset: Answer = (_, response) => response.socket?.destroy();
    const api = await fakeApi(reset, json({ again: true }), reset);
    assert.equal(await api.client.request({ path: '/a' }), { again: true });
    const posted = rejection(api.client.request({ method: 'POST', path: '/a', body: {} }));
    assert.is((await posted).code, 'ERR_KUBERNETES_CONNECTION');
    assert.is(api.asked.length, 3);
    await api.close();
  });

  test('impersonates whom it is told to', async () => {
    const api = await fakeApi(json({}));
    const connection = await findConnection({
      server: api.url,
      as: 'jane',
      asGroups: ['a', 'b'],
      token: 'secret',
      env: {},
    });
    await new ApiClient(connection).request({ path: '/a' });
    const { headers } = api.asked[0] ?? {};
    assert.equal(
      [headers?.authorization, headers?.['impersonate-user'], headers?.['impersonate-group']],
      ['Bearer secret', 'jane', 'a, b'],
    );
    await api.close();
  });
});

describe('a list', (test) => {
  test('is put together from its pages', async () => {
    const api = await fakeApi(
      json({ metadata: { resourceVersion: '7', continue: 'more' }, items: [1, 2] }),
      json({ metadata: { resourceVersion: '7' }, items: [3] }),
    );
    const list = await listAll(api.client, { path: '/api/v1/pods', labelSelector: 'a=b' });
    assert.equal([list.items, list.metadata.resourceVersion], [[1, 2, 3], '7']);
    assert.equal(
      api.asked.map(({ query }) => `${query}`),
      ['labelSelector=a%3Db&limit=500', 'labelSelector=a%3Db&limit=500&continue=more'],
    );
    await api.close();
  });

  test('that expires on the way is taken anew, whole', async () => {
    const api = await fakeApi(
      json({ metadata: { continue: 'more' }, items: [1] }),
      refusal(410, 'Expired'),
      json({ metadata: {}, items: [4, 5] }),
    );
    assert.equal((await listAll(api.client, { path: '/api/v1/pods' })).items, [4, 5]);
    assert.is(`${api.asked[2]?.query}`, '');
    await api.close();
  });
});
