import * as assert from 'uvu/assert';
import { diagnose } from '../../../packages/cli/src/doctor/diagnose.ts';
import { describe } from '../../helpers/describe.ts';
import { cases, conntrack, loaded, udp } from './doctor-cases.ts';
import { findingsOf, hostWith, type Symptoms } from './fake-host.ts';
import { runtimeCases } from './runtime-cases.ts';

const veth = { '/sys/class/net/eth0/iflink': '9\n' };
const offload = (state: string) => ({
  'ethtool -k eth0': { output: `Features for eth0:\n\ttx-checksum-sctp: ${state}\n` },
});

describe('usctp doctor', (test) => {
  for (const [check, what, symptoms, severity, text, remedy, purpose] of [...cases, ...runtimeCases]) {
    test(`finds ${check} ${what}: ${severity}`, async () => {
      const [finding] = await findingsOf(check, symptoms, purpose);
      assert.is(finding?.severity, severity, finding?.text);
      assert.match(finding?.text ?? '', text);
      if (remedy === undefined) assert.is(finding?.remedy, undefined);
      else assert.match(finding?.remedy ?? '', remedy);
    });
  }

  test('finds nothing wrong with a healthy host', async () => {
    const findings = await diagnose(hostWith(), { transport: 'raw', udpPort: 9899, advertise: undefined });
    assert.equal([...new Set(findings.map(({ severity }) => severity))], ['ok']);
    assert.is(new Set(findings.map(({ check }) => check)).size, 12);
  });

  test('finds timeouts of conntrack that are short, and conntrack that knows no SCTP', async () => {
    const [, short] = await findingsOf('conntrack', { files: conntrack(1, 60) });
    assert.equal(
      [short?.severity, short?.remedy],
      ['warning', 'sudo sysctl -w net.netfilter.nf_conntrack_sctp_timeout_established=210'],
    );
    const name = '/proc/sys/net/netfilter/nf_conntrack_sctp_timeout_established';
    const [, unaware] = await findingsOf('conntrack', { files: { ...conntrack(1), [name]: undefined } });
    assert.match(unaware?.text ?? '', 'does not know SCTP');
    assert.is((await findingsOf('conntrack', { files: conntrack(1) }, udp)).length, 1);
  });

  test('finds interfaces that leave the checksums of the kernel’s SCTP unfinished', async () => {
    const judge = async (commands: Symptoms['commands'] = {}) => {
      const findings = await findingsOf('checksum-offload', { files: { ...loaded, ...veth }, commands });
      return findings.map(({ severity, text, remedy }) => [severity, text.split(' ')[0], remedy]);
    };
    assert.equal((await judge(offload('on')))[1], [
      'warning',
      'eth0',
      "sudo ethtool -K eth0 tx-checksum-sctp off, at the peer's end as well",
    ]);
    assert.match(String((await judge(offload('on [fixed]')))[1]?.[2]), 'another interface');
    assert.equal((await judge(offload('off [fixed]')))[1], ['ok', 'eth0', undefined]);
    assert.equal(
      (await judge()).map(([severity, , remedy]) => [severity, remedy]),
      [
        ['unknown', 'sudo apt-get install -y ethtool'],
        ['unknown', 'sudo apt-get install -y ethtool'],
      ],
    );
    const denied = { 'ethtool -k eth0': { failure: 'Operation not permitted', isAbsent: false } };
    assert.equal((await judge(denied))[1]?.[2], 'sudo ethtool -k eth0');
  });
});
