import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Answer, refusal } from '../fake-api.ts';
import { type AgentCluster, withAgent } from './agent-cluster.ts';
import { blockFiles, loadedFiles, type TestAgent } from './test-agent.ts';

/** An API server that has gone. */
const away: Answer = (_, response) => response.destroy();

/** Answers as given for what the pattern matches, as `PATCH /api/v1/nodes/a/status`; the rest as the cluster does. */
function failing(api: AgentCluster, pattern: RegExp, answer: Answer): Answer {
  return (asked, response) =>
    (pattern.test(`${asked.method} ${asked.path}`) ? answer : api.cluster.answer)(asked, response);
}

/** Lets the agent fail at its next heartbeat; gives what it logs. */
async function failWith(at: TestAgent, api: AgentCluster, answer: Answer): Promise<TestAgent['failure']> {
  api.answer = answer;
  await at.clock.advance(60_000);
  return at.failure;
}

const rule = (resource: string, verb: string) =>
  `needs the rule {apiGroups: [""], resources: [${resource}], verbs: [${verb}]}; usctp-k8s generate agent prints it`;

describe('an agent whose API server is away', (test) => {
  test('asks again with waits that grow to half a minute, and goes on to watch and to serve', () =>
    withAgent(async (at, api) => {
      await failWith(at, api, away);
      assert.match(String(at.failure.message), /^cannot report: the API server \S+ cannot be reached/);
      await at.clock.advance(600_000);
      const waits = at.logs.flatMap(({ retryInMs }) => (typeof retryInMs === 'number' ? [retryInMs] : []));
      assert.ok(waits.length >= 20 && waits.length <= 60, `${waits.length} attempts in eleven minutes`);
      for (const [index, wait] of waits.entries()) {
        const most = Math.min(1000 * 2 ** index, 30_000);
        assert.ok(wait >= most / 2 && wait <= most, `wait ${index} is ${wait} ms`);
      }
      at.write(loadedFiles);
      await at.clock.advance(1000);
      assert.ok(at.logs.some(({ message }) => message.startsWith('the kernel module sctp is loaded')));
      assert.is(await at.metric('usctp_kernel_sctp_loaded'), 1);
      assert.is(await at.metric('usctp_agent_api_failures_total{reason="connection"}'), at.failure.failures);
      assert.equal([(await at.fetch('/healthz')).status, (await at.fetch('/readyz')).status], [200, 503]);
    }));

  test('tells the newest state, and that only, when it is back', () =>
    withAgent(async (at, api) => {
      await failWith(at, api, away);
      at.write(loadedFiles);
      await at.clock.advance(300_000);
      at.remove('sys/module/sctp');
      at.write({ 'proc/modules': '', ...blockFiles });
      await at.clock.advance(300_000);
      assert.is(api.word, 'absent');
      api.answer = undefined;
      await at.clock.advance(30_000);
      assert.equal([api.word, api.condition.reason], ['blocked', 'KernelSCTPBlocked']);
      assert.equal(
        api.cluster.events.map(({ reason }) => reason),
        ['KernelSCTPBlocked'],
      );
      assert.is(api.count('PATCH a status'), 2);
      assert.is((await at.fetch('/readyz')).status, 200);
    }));

  test('does not wait with news', () =>
    withAgent(async (at, api) => {
      await failWith(at, api, away);
      await at.clock.advance(300_000);
      const { failures } = at.failure;
      at.write(loadedFiles);
      api.answer = undefined;
      await at.clock.advance(1000);
      assert.is(api.word, 'loaded');
      assert.is(at.logs.at(-1)?.afterFailures, failures);
    }));

  test('tells of a change that it could set, but not tell at first', () =>
    withAgent(async (at, api) => {
      api.answer = failing(api, /events$/, away);
      at.write(loadedFiles);
      await at.clock.advance(1000);
      assert.equal([api.word, api.cluster.events], ['loaded', []]);
      api.answer = undefined;
      await at.clock.advance(30_000);
      assert.equal(
        api.cluster.events.map(({ reason }) => reason),
        ['KernelSCTPLoaded'],
      );
      assert.is(api.cluster.events.length, 1);
    }));

  for (const [what, pattern] of [
    ['event', /events$/],
    ['report', /status$/],
  ] as const) {
    test(`tells a change once when the answer to the ${what} was lost`, () =>
      withAgent(async (at, api) => {
        api.answer = failing(api, pattern, (asked, response) => {
          api.cluster.answer(asked, { writeHead: () => ({ end: () => {} }) } as never); // nobody reads it
          response.destroy();
        });
        at.write(loadedFiles);
        await at.clock.advance(1000);
        assert.equal([api.word, at.failure.reason], ['loaded', 'connection']);
        api.answer = undefined;
        await at.clock.advance(30_000);
        assert.is(api.cluster.events.length, 1);
        assert.is(at.logs.at(-1)?.message, 'reported');
      }));
  }

  test('ends at once, whatever it waits for', () =>
    withAgent(async (at, api) => {
      let hasCome = () => {};
      const come = new Promise<void>((resolve) => {
        hasCome = resolve;
      });
      api.answer = () => hasCome();
      at.write(loadedFiles);
      at.clock.jump(1000);
      await come;
      const start = performance.now();
      await at.stop();
      assert.ok(performance.now() - start < 1000);
      assert.is(at.logs.at(-1)?.message, 'agent ended');
    }));
});

describe('an agent whose API server refuses', (test) => {
  for (const [path, errand, needed] of [
    ['^GET', 'read', rule('nodes', 'get')],
    ['status$', 'report', rule('nodes/status', 'patch')],
  ] as const) {
    test(`names the rule that it lacks: ${errand}`, () =>
      withAgent(async (at, api) => {
        await failWith(at, api, away);
        api.answer = failing(api, new RegExp(path), refusal(403, 'Forbidden'));
        await at.clock.advance(30_000);
        assert.match(String(at.failure.message), needed);
        assert.is(at.failure.reason, 'forbidden');
      }));
  }

  test('does what it may where it may not all', () =>
    withAgent(
      async (at, api) => {
        api.answer = failing(api, /events$|nodes\/a$/, (asked, response) =>
          (asked.method === 'GET' ? api.cluster.answer : refusal(403, 'Forbidden'))(asked, response),
        );
        at.write(loadedFiles);
        await at.clock.advance(1000);
        assert.is(api.word, 'loaded');
        assert.match(String(at.failure.message), rule('events', 'create'));
        api.answer = failing(api, /PATCH \S+nodes\/a$/, refusal(403, 'Forbidden'));
        await at.clock.advance(30_000);
        assert.is(api.cluster.events.length, 1);
        assert.match(String(at.failure.message), rule('nodes', 'patch'));
      },
      { labels: { 'usctp.dev/sctp-stack': 'userspace' }, taintsWhenLoaded: true },
    ));

  for (const [status, word, reason, advice] of [
    [401, 'Unauthorized', 'unauthorized', /is the token of the account valid/],
    [404, 'NotFound', 'not_found', /is --node-name the name that the node has/],
    [409, 'Conflict', 'conflict', /it is Conflict$/],
    [422, 'Invalid', 'other', /it is Invalid$/],
    [500, 'InternalError', 'server_error', /it is InternalError$/],
  ] as const) {
    test(`says so, counts it, and asks again: ${status}`, () =>
      withAgent(async (at, api) => {
        const failure = await failWith(at, api, refusal(status, word));
        assert.is(failure.reason, reason);
        assert.match(failure.message, advice);
        assert.ok((await at.metric(`usctp_agent_api_failures_total{reason="${reason}"}`)) >= 1);
        api.answer = undefined;
        await at.clock.advance(30_000);
        assert.is(at.logs.at(-1)?.message, 'reported');
      }));
  }

  test('leaves it alone for as long as it asks for, but for a minute at most', () =>
    withAgent(async (at, api) => {
      for (const [seconds, wait] of [
        ['45', 45_000],
        ['900', 60_000],
      ] as const) {
        await failWith(at, api, refusal(429, 'TooManyRequests', { 'retry-after': seconds }));
        assert.equal([at.failure.reason, at.failure.retryInMs], ['too_many_requests', wait]);
        api.answer = undefined;
        await at.clock.advance(60_000);
        assert.is(at.logs.at(-1)?.message, 'reported');
      }
    }));

  test('finds a node again that was made anew', () =>
    withAgent(async (at, api) => {
      api.cluster.nodes.clear();
      await at.clock.advance(60_000);
      assert.is(at.failure.reason, 'not_found');
      api.cluster.addNode('a');
      await at.clock.advance(30_000);
      assert.is(api.word, 'absent');
    }));
});
