import { describe } from '../../helpers/describe.ts';
import { type PodCase, testPodCases } from './pod-cases.ts';

const context = 'spec.containers[0].securityContext';

const cases: Readonly<Record<string, PodCase>> = {
  'that drops ALL': {
    rule: 'net-raw-missing',
    broken: ({ containers: [{ securityContext }] }) => delete securityContext.capabilities.add,
    field: `${context}.capabilities`,
  },
  'that drops NET_RAW by its name': {
    rule: 'net-raw-missing',
    broken: ({ containers: [{ securityContext }] }) => securityContext.capabilities.drop.push('CAP_NET_RAW'),
    field: `${context}.capabilities`,
    whole: ({ containers: [{ securityContext }] }) => securityContext.capabilities.drop.push('NET_ADMIN'),
  },
  'that leaves NET_RAW to the runtime': {
    rule: 'net-raw-implicit',
    broken: ({ containers: [{ securityContext }] }) => delete securityContext.capabilities,
    field: `${context}.capabilities`,
    whole: ({ containers: [{ securityContext }] }) => {
      securityContext.capabilities = { add: ['NET_RAW'] };
    },
  },
  'that is not root': {
    rule: 'net-raw-without-root',
    broken: ({ containers: [{ securityContext }] }) => Object.assign(securityContext, { runAsUser: 1000 }),
    field: context,
    whole: ({ containers: [{ securityContext }] }) =>
      Object.assign(securityContext, { runAsUser: 1000, allowPrivilegeEscalation: true }),
  },
  'that as a whole may not be root': {
    rule: 'net-raw-without-root',
    broken: (spec) => {
      spec.containers[0].securityContext.runAsUser = undefined;
      spec.securityContext = { runAsNonRoot: true };
    },
    field: context,
    whole: (spec) => Object.assign(spec, { securityContext: { runAsNonRoot: false } }),
  },
  'that is privileged': {
    rule: 'privileged-on-dedicated',
    broken: ({ containers: [{ securityContext }] }) => Object.assign(securityContext, { privileged: true }),
    field: context,
    whole: ({ containers: [{ securityContext }] }) => Object.assign(securityContext, { privileged: false }),
  },
  'that may load modules': {
    rule: 'privileged-on-dedicated',
    broken: ({ containers: [{ securityContext }] }) => securityContext.capabilities.add.push('SYS_MODULE'),
    field: context,
    whole: ({ containers: [{ securityContext }] }) => securityContext.capabilities.add.push('SYS_NICE'),
  },
};

describe('a rule of privilege finds a pod', (test) => testPodCases(test, cases));
