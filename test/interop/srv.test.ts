import { spawn, spawnSync } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { srvNameOf } from '@usctp/kubernetes';
import { connect, createServer, resolveSrv, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { hasCode } from '../helpers/expected-error.ts';
import { rejection } from '../helpers/rejection.ts';

const dnsPort = 15_353;
const name = srvNameOf('ngap', 'amf', { namespace: 'core' });
/** Two pods behind a headless Service, as CoreDNS tells of them; nobody listens at the first one. */
const zone = [
  `--srv-host=${name},amf-0.amf.core.svc.cluster.local,47001,0,10`,
  `--srv-host=${name},amf-1.amf.core.svc.cluster.local,47002,1,10`,
  '--host-record=amf-0.amf.core.svc.cluster.local,127.0.0.1,::1,7',
  '--host-record=amf-1.amf.core.svc.cluster.local,127.0.0.1,9',
  '--srv-host=_none._sctp.amf.core.svc.cluster.local',
];

/** A dnsmasq on loopback that knows the zone, and asks nobody else. */
async function startDns() {
  const own = [
    '--keep-in-foreground',
    '--log-facility=-',
    '--no-hosts',
    '--no-resolv',
    '--local=/local/',
    '--conf-file=/dev/null',
  ];
  const where = [`--port=${dnsPort}`, '--listen-address=127.0.0.1', '--bind-interfaces', '--user='];
  const child = spawn('dnsmasq', [...own, ...where, ...zone], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface(child.stderr)) if (line.includes('started')) break;
  child.stderr.resume();
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${dnsPort}`]);
  const stop = async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { resolver, stop };
}

/** Whether there is one; says so if not. */
function canRunDnsmasq(): boolean {
  if (spawnSync('dnsmasq', ['--version']).status === 0) return true;
  console.log('dnsmasq is not installed: the tests that ask a real DNS server are not run.');
  return false;
}

if (canRunDnsmasq()) {
  describe('SRV records of a real DNS server', (test) => {
    test('lead to the host that listens, past one that does not', async () => {
      const { resolver, stop } = await startDns();
      const server = createServer();
      const transport = udp({ localPort: 0 });
      await server.listen({ port: 47_002, addresses: ['127.0.0.1'], transport });
      const peerPort = transport.localUdpPort;
      assert.ok(peerPort);
      const quick = { rtoInitial: 50, rtoMin: 50, maxInitRetransmissions: 1 };
      const association = await connect({ srv: name, resolver, transport: udp({ peerPort }), ...quick });
      assert.is(association.peerPort, 47_002);
      await association.shutdown();
      await server.close();
      await stop();
    });

    test('come with addresses of both families, and the least time to live', async () => {
      const { resolver, stop } = await startDns();
      const { targets, ttl } = await resolveSrv(name, { resolver });
      assert.equal(
        targets.map(({ name, port, addresses }) => [name.split('.')[0], port, addresses]),
        [
          ['amf-0', 47_001, ['127.0.0.1', '::1']],
          ['amf-1', 47_002, ['127.0.0.1']],
        ],
      );
      assert.is(ttl, 7);
      await stop();
    });

    test('may say that there is no such service, or not be there', async () => {
      const { resolver, stop } = await startDns();
      const none = await rejection(resolveSrv(srvNameOf('none', 'amf', { namespace: 'core' }), { resolver }));
      assert.ok(hasCode('ERR_SCTP_NOT_RESOLVED', 'not available')(none), none.message);
      const absent = await rejection(resolveSrv(srvNameOf('gone', 'amf', { namespace: 'core' }), { resolver }));
      assert.ok(hasCode('ERR_SCTP_NOT_RESOLVED', 'there is no such name')(absent), absent.message);
      await stop();
    });
  });
}
