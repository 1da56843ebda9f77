import { resolveSctpService, srvNameOf, watchSctpService } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { resolverOf } from '../../helpers/dns.ts';
import { hasCode, names } from '../../helpers/expected-error.ts';
import { rejection } from '../../helpers/rejection.ts';

const name = '_diameter._sctp.hss.core.svc.cluster.local';
const resolver = resolverOf(() => ({
  srv: { [name]: [{ name: 'hss-0.hss', port: 3868, priority: 0, weight: 1 }] },
  a: { 'hss-0.hss': ['10.0.0.7'] },
}));

describe('a Service found by its name', (test) => {
  test('has SRV records under the name of its port', () => {
    assert.is(srvNameOf('diameter', 'hss', { namespace: 'core' }), name);
    assert.is(srvNameOf('ngap', 'amf', { clusterDomain: 'k8s.test' }), '_ngap._sctp.amf.default.svc.k8s.test');
  });

  test('has a name that Kubernetes takes, as the port, the namespace and the domain have', async () => {
    for (const wrong of [
      () => srvNameOf('Diameter', 'hss'),
      () => srvNameOf('diameter', '0hss'),
      () => srvNameOf('diameter', 'hss', { namespace: 'a.b' }),
      () => srvNameOf('diameter', 'hss', { clusterDomain: 'cluster..local' }),
    ]) {
      assert.throws(wrong, names(RangeError));
    }
    assert.ok(names(RangeError)(await rejection(resolveSctpService('Diameter', 'hss'))));
  });

  test('gives the targets of its pods', async () => {
    const { targets } = await resolveSctpService('diameter', 'hss', { namespace: 'core', resolver });
    assert.equal(targets, [{ name: 'hss-0.hss', port: 3868, priority: 0, weight: 1, addresses: ['10.0.0.7'] }]);
    for await (const answer of watchSctpService('diameter', 'hss', { namespace: 'core', resolver })) {
      assert.equal(answer.targets, targets);
      break;
    }
  });

  test('rejects where there is none', async () => {
    const error = await rejection(resolveSctpService('diameter', 'hss', { resolver }));
    assert.ok(hasCode('ERR_SCTP_NOT_RESOLVED', '_diameter._sctp.hss.default.svc')(error));
  });
});
