import {
  forUserspaceSctp,
  keysUnder,
  optInLabel,
  type PodSpecLike,
  type UserspaceSctpOptions,
} from '@usctp/kubernetes';
import type { PodSpec } from 'kubernetes-types/core/v1.js';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const amf = { name: 'amf', image: 'amf:1' };
const toleration = { key: 'usctp.dev/sctp-stack', operator: 'Equal', value: 'userspace', effect: 'NoSchedule' };
const secure = {
  runAsUser: 0,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'], add: ['NET_RAW'] },
};
const preStop = { exec: { command: ['sleep', '5'] } };

/** What the spec is refused for. */
function conflictOf(spec: PodSpecLike, options: UserspaceSctpOptions = {}): string {
  try {
    forUserspaceSctp(spec, options);
  } catch (error) {
    assert.instance(error, TypeError);
    return (error as TypeError).message; // it is one
  }
  return 'none';
}

/** What a container with this security context is refused for. */
function conflictWith(securityContext: object, options: UserspaceSctpOptions = {}): string {
  return conflictOf({ containers: [{ ...amf, securityContext }] }, options);
}

describe('a pod’s spec for SCTP in userspace', (test) => {
  test('has a dedicated node, NET_RAW alone, and time for SHUTDOWN', () => {
    const spec: PodSpec = { containers: [amf] };
    assert.equal(forUserspaceSctp(spec), {
      containers: [{ ...amf, securityContext: secure, lifecycle: { preStop } }],
      nodeSelector: { 'usctp.dev/sctp-stack': 'userspace' },
      tolerations: [toleration],
      terminationGracePeriodSeconds: 30,
    });
    assert.equal(spec, { containers: [amf] }, 'what was given is as it was');
  });

  test('keeps what it has, and the types of its user', () => {
    const spec: PodSpec = {
      hostname: 'h',
      nodeSelector: { pool: 'telecom' },
      tolerations: [{ key: 'other', operator: 'Exists' }],
      terminationGracePeriodSeconds: 60,
      containers: [
        {
          ...amf,
          lifecycle: { postStart: { exec: { command: ['true'] } }, preStop: { httpGet: { port: 1 } } },
          securityContext: {
            readOnlyRootFilesystem: true,
            capabilities: { add: ['NET_ADMIN'], drop: ['MKNOD'] },
          },
        },
      ],
    };
    const changed: PodSpec = forUserspaceSctp(spec);
    assert.equal([changed.hostname, changed.terminationGracePeriodSeconds], ['h', 60]);
    assert.equal(changed.nodeSelector, { pool: 'telecom', 'usctp.dev/sctp-stack': 'userspace' });
    assert.equal(changed.tolerations, [{ key: 'other', operator: 'Exists' }, toleration]);
    const [container] = changed.containers;
    assert.equal(container?.lifecycle, spec.containers[0]?.lifecycle);
    assert.is(container?.securityContext?.readOnlyRootFilesystem, true);
    assert.equal(container?.securityContext?.capabilities, { drop: ['MKNOD', 'ALL'], add: ['NET_ADMIN', 'NET_RAW'] });
  });

  test('is the same when it is applied again', () => {
    for (const options of [
      {},
      { encapsulation: 'udp' },
      { hasFileCapability: true },
      { localhostProfile: 'usctp.json', preStopSeconds: 0 },
    ] as const) {
      const once = forUserspaceSctp({ containers: [amf] }, options);
      assert.equal(forUserspaceSctp(once, options), once);
    }
  });

  test('is taken from any plain object, null where YAML has nothing', () => {
    const parsed = JSON.parse(
      '{"nodeName":"","nodeSelector":null,"tolerations":null,"containers":[{"name":"amf","securityContext":null,"lifecycle":null}]}',
    ) as PodSpecLike; // as from YAML
    assert.equal(forUserspaceSctp(parsed).containers[0]?.securityContext, secure);
  });

  test('needs no second toleration of the taint', () => {
    for (const own of [
      { operator: 'Exists' },
      { key: toleration.key, operator: 'Exists', effect: 'NoSchedule' },
      { key: toleration.key, value: 'userspace' },
    ]) {
      assert.equal(forUserspaceSctp({ containers: [amf], tolerations: [own] }).tolerations, [own]);
    }
    for (const other of [
      { operator: 'Exists', effect: 'NoExecute' },
      { key: toleration.key, value: 'kernel' },
    ]) {
      assert.equal(forUserspaceSctp({ containers: [amf], tolerations: [other] }).tolerations, [other, toleration]);
    }
  });

  test('has other keys and times, and a profile of seccomp, when asked to', () => {
    const keys = keysUnder('x.test');
    const spec = forUserspaceSctp({ containers: [amf] } as PodSpec, {
      keys,
      preStopSeconds: 9,
      gracePeriodSeconds: 10,
      localhostProfile: 'a.json',
    });
    assert.equal(spec.nodeSelector, { 'x.test/sctp-stack': 'userspace' });
    assert.equal(optInLabel(keys), { 'x.test/sctp-stack': 'userspace' });
    assert.is(spec.terminationGracePeriodSeconds, 10);
    assert.equal(spec.containers[0]?.lifecycle?.preStop?.exec?.command, ['sleep', '9']);
    assert.equal(spec.containers[0]?.securityContext?.seccompProfile, {
      type: 'Localhost',
      localhostProfile: 'a.json',
    });
  });

  test('over UDP needs no node, no user and no capability', () => {
    const spec = forUserspaceSctp({ containers: [amf] } as PodSpec, { encapsulation: 'udp' });
    assert.equal([spec.nodeSelector, spec.tolerations], [undefined, undefined]);
    const expected = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    assert.equal(spec.containers[0]?.securityContext, expected);
  });

  test('changes only the containers that are named', () => {
    const log = { name: 'log', image: 'log:1' };
    const spec = forUserspaceSctp({ containers: [amf, log] } as PodSpec, { containers: ['amf'] });
    assert.is(spec.containers[1], log);
    assert.equal(spec.containers[0]?.securityContext, secure);
  });
});

describe('a pod’s spec that cannot go with SCTP in userspace', (test) => {
  test('has containers to choose from, or none', () => {
    const containers = [amf, { name: 'log' }];
    assert.is(conflictOf({ containers }), 'the pod has several containers (amf, log): name those that speak SCTP');
    assert.is(conflictOf({ containers }, { containers: ['smf'] }), 'the pod has no container smf, but amf, log');
    assert.is(conflictOf({ containers: [] }), 'the pod has no container');
  });

  test('is for another node', () => {
    const nodeName = 'worker-1';
    assert.match(conflictOf({ containers: [amf], nodeName }), /^nodeName worker-1 passes the scheduler by/);
    assert.is(conflictOf({ containers: [amf], nodeName }, { encapsulation: 'udp' }), 'none');
    const nodeSelector = { [toleration.key]: 'kernel' };
    assert.is(
      conflictOf({ containers: [amf], nodeSelector }),
      'nodeSelector usctp.dev/sctp-stack is kernel, not userspace',
    );
  });

  test('could load the kernel’s module', () => {
    for (const options of [{}, { encapsulation: 'udp' }] as const) {
      assert.match(conflictWith({ privileged: true }, options), /^container amf is privileged: /);
      for (const name of ['ALL', 'SYS_MODULE', 'CAP_SYS_MODULE']) {
        assert.match(conflictWith({ capabilities: { add: [name] } }, options), `container amf adds ${name}: `);
      }
    }
  });

  test('keeps NET_RAW from having an effect', () => {
    const capabilities = { drop: ['NET_RAW'] };
    assert.is(conflictWith({ capabilities }), 'container amf drops NET_RAW, which raw sockets need');
    assert.is(conflictWith({ capabilities }, { encapsulation: 'udp' }), 'none');
    assert.match(conflictWith({ runAsUser: 1000 }), 'container amf has runAsUser 1000, and NET_RAW is for root: ');
    assert.match(conflictWith({ runAsNonRoot: true }), 'container amf has runAsNonRoot, and NET_RAW is for root: ');
    const securityContext = { runAsUser: 1000 };
    assert.match(conflictOf({ containers: [amf], securityContext }), 'has runAsUser 1000');
    const ofContainer = [{ ...amf, securityContext: { runAsUser: 0 } }];
    assert.is(conflictOf({ containers: ofContainer, securityContext }), 'none', 'the container’s word counts');
    assert.is(conflictWith({ runAsUser: 1000 }, { hasFileCapability: true }), 'none');
    const frozen = { runAsUser: 1000, allowPrivilegeEscalation: false };
    assert.match(conflictWith(frozen, { hasFileCapability: true }), 'a file capability has no effect then');
  });

  test('has another profile of seccomp, or no time for SHUTDOWN', () => {
    const seccompProfile = { type: 'RuntimeDefault' };
    assert.is(
      conflictWith({ seccompProfile }, { localhostProfile: 'a.json' }),
      'container amf has the seccomp profile RuntimeDefault, not a.json',
    );
    const message = 'terminationGracePeriodSeconds 5 leaves no time for SHUTDOWN after a pause of 5';
    assert.is(conflictOf({ containers: [amf], terminationGracePeriodSeconds: 5 }), message);
    const paused = { ...amf, lifecycle: { preStop } };
    assert.is(conflictOf({ containers: [paused], terminationGracePeriodSeconds: 5 }), 'none', 'its own affair');
    assert.throws(() => forUserspaceSctp({ containers: [amf] }, { preStopSeconds: -1 }), 'SIGTERM -1 is not');
    assert.throws(() => forUserspaceSctp({ containers: [amf] }, { gracePeriodSeconds: 0 }), 'grace period 0 is not');
  });
});
