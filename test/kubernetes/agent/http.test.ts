import { runAgent } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { fakeApi } from '../fake-api.ts';
import { onHost } from '../host/host.ts';
import { withAgent } from './agent-cluster.ts';
import { startTime } from './test-agent.ts';

describe('the HTTP server of an agent', (test) => {
  test('serves metrics in the text format of Prometheus', () =>
    withAgent(async (at) => {
      const response = await at.fetch('/metrics?x=y');
      assert.is(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
      const lines = (await response.text()).split('\n');
      assert.is(lines.pop(), '');
      const described = new Set<string>();
      for (const line of lines) {
        const [, kind, name = ''] = /^# (HELP|TYPE) ([a-z_]+) \S/.exec(line) ?? [];
        if (kind !== undefined) described.add(`${kind} ${name}`);
        const [, sampled] = /^([a-z_]+)(?:\{[a-z]+="[\w.]+"\})? [\d.]+$/.exec(line) ?? [];
        if (kind === undefined) assert.ok(described.has(`HELP ${sampled}`) && described.has(`TYPE ${sampled}`), line);
      }
      assert.is(await at.metric('usctp_kernel_sctp_loaded'), 0);
      assert.is(await at.metric('usctp_kernel_sctp_blocked'), 0);
      assert.is(await at.metric('usctp_agent_reports_total'), 1);
      assert.is(await at.metric('usctp_agent_last_report_timestamp_seconds'), startTime / 1000);
      assert.is(await at.metric('usctp_agent_build_info{version="0.0.0"}'), 1);
      await at.clock.advance(5000);
      assert.is(await at.metric('usctp_agent_last_look_timestamp_seconds'), startTime / 1000 + 5);
    }));

  test('answers probes, and nothing else', () =>
    withAgent(async (at) => {
      for (const path of ['/healthz', '/readyz']) {
        const response = await at.fetch(path);
        assert.equal([response.status, await response.text()], [200, 'ok\n']);
      }
      assert.is((await at.fetch('/healthz', 'HEAD')).status, 200);
      assert.is((await at.fetch('/metrics', 'POST')).status, 405);
      for (const path of ['/', '/metrics/', '/constructor', '/__proto__']) {
        assert.is((await at.fetch(path)).status, 404, path);
      }
    }));
});

describe('a run of an agent', (test) => {
  test('refuses a heartbeat that nobody would believe', () =>
    onHost({}, async (host) => {
      const api = await fakeApi();
      const signal = AbortSignal.abort();
      for (const heartbeat of [999, 120_001, Number.NaN]) {
        const options = { nodeName: 'a', host, heartbeat, listen: { port: 0 }, signal };
        assert.match((await rejection(runAgent(api.client, options))).message, 'is not within 1,000 and 120,000 ms');
      }
      await api.close();
    }));
});
