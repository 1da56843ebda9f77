import { describe } from '../../helpers/describe.ts';
import { type PodCase, testPodCases } from './pod-cases.ts';

const cases: Readonly<Record<string, PodCase>> = {
  'with a probe by TCP': {
    rule: 'tcp-probe-of-sctp-port',
    broken: ({ containers: [container] }) =>
      Object.assign(container, { livenessProbe: { tcpSocket: { port: 'ngap' } } }),
    field: 'spec.containers[0].livenessProbe.tcpSocket.port',
    whole: ({ containers: [container] }) => {
      container.livenessProbe = { tcpSocket: { port: 38_412 } };
      container.ports.push({ name: 'health', containerPort: 38_412 });
    },
  },
  'that ends without a pause': {
    rule: 'pre-stop-missing',
    broken: ({ containers: [container] }) => delete container.lifecycle,
    field: 'spec.containers[0]',
  },
  'that is killed too soon': {
    rule: 'grace-period-short',
    broken: (spec) => Object.assign(spec, { terminationGracePeriodSeconds: 9 }),
    field: 'spec.terminationGracePeriodSeconds',
    whole: (spec) => Object.assign(spec, { terminationGracePeriodSeconds: 10 }),
  },
  'that pauses too long': {
    rule: 'grace-period-short',
    broken: ({ containers: [container] }) => {
      container.lifecycle.preStop = { sleep: { seconds: 26 } };
    },
    field: 'spec.terminationGracePeriodSeconds',
    whole: ({ containers: [container] }) => {
      container.lifecycle.preStop = { sleep: { seconds: 25 } };
    },
  },
};

describe('a rule of probes and endings finds a pod', (test) => testPodCases(test, cases));
