import { type Keys, keysUnder, type SctpStack } from '../keys.ts';
import type { TaintEffect } from '../objects.ts';
import { dnsLabel } from './names.ts';

/** What is said of the admission to dedicated nodes. */
export interface AdmissionOptions {
  /** Name of the objects, a DNS label; default `usctp-dedicated-nodes`. */
  readonly name?: string | undefined;
  /** Stack that the nodes are dedicated to; default `userspace`. */
  readonly stack?: SctpStack | undefined;
  /** Effect of their taint; default `NoSchedule`. */
  readonly effect?: TaintEffect | undefined;
  /**
   * Namespaces that it is not for: those of what has to be on every node, as kube-proxy and network plugins, whose pods
   * tolerate all taints. Default `kube-system`.
   */
  readonly exemptNamespaces?: readonly string[] | undefined;
  /** `deny`: such pods are refused; `warn`: told of to who makes them and in the audit log; `audit`: the latter only. */
  readonly action?: 'deny' | 'warn' | 'audit' | undefined;
  /** Names of labels and taints; default: those under `usctp.dev`. */
  readonly keys?: Keys | undefined;
}

/** A part of a policy in CEL, as the API server and Kyverno take it. */
export interface AdmissionRules {
  readonly name: string;
  readonly exemptNamespaces: readonly string[];
  /** Each may use those before it, as `variables.NAME`. */
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  /** A pod is let in when all are true. */
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

/**
 * Rules by which only pods with the opt-in label are let onto dedicated nodes. A pod that was there before and changes
 * nothing of this is let be, so that it can be labelled, finalized and deleted. @throws RangeError for a name that is none.
 */
export function admissionRules(options: AdmissionOptions): AdmissionRules {
  const { name = 'usctp-dedicated-nodes', stack = 'userspace', effect = 'NoSchedule', keys = keysUnder() } = options;
  const { exemptNamespaces = ['kube-system'] } = options;
  const label = `${keys.stack}=${stack}`;
  return {
    name: dnsLabel('the name', name),
    exemptNamespaces: exemptNamespaces.map((namespace) => dnsLabel('namespace', namespace)),
    variables: [
      { name: 'optedIn', expression: isLabelled('object', keys.stack, stack) },
      { name: 'tolerates', expression: tolerates('object', keys.stack, stack, effect) },
      { name: 'optedInBefore', expression: onUpdate(isLabelled('oldObject', keys.stack, stack)) },
      { name: 'toleratedBefore', expression: onUpdate(tolerates('oldObject', keys.stack, stack, effect)) },
    ],
    validations: [
      {
        expression:
          'variables.optedIn || !variables.tolerates || (variables.toleratedBefore && !variables.optedInBefore)',
        message: `only a pod with the label ${label} may tolerate the taint ${label}:${effect}, as operator Exists without a key does, too`,
      },
      {
        // The scheduler sets nodeName by a binding, which is no update of the pod.
        expression:
          "variables.optedIn || request.operation != 'CREATE' || !has(object.spec.nodeName) || object.spec.nodeName == ''",
        message: `only a pod with the label ${label} may name its node: that passes taints by`,
      },
    ],
  };
}

function isLabelled(pod: string, key: string, value: string): string {
  const labels = `${pod}.metadata.labels`;
  return `has(${labels}) && '${key}' in ${labels} && ${labels}['${key}'] == '${value}'`;
}

/** As the scheduler sees it: no effect is all effects, no key with Exists is all keys, no operator is Equal. */
function tolerates(pod: string, key: string, value: string, effect: TaintEffect): string {
  const list = `${pod}.spec.tolerations`;
  return `has(${list}) && ${list}.exists(t,
  (!has(t.effect) || t.effect == '' || t.effect == '${effect}') && (
    (has(t.operator) && t.operator == 'Exists' &&
      (!has(t.key) || t.key == '' || t.key == '${key}')) ||
    ((!has(t.operator) || t.operator == '' || t.operator == 'Equal') &&
      has(t.key) && t.key == '${key}' && has(t.value) && t.value == '${value}')))`;
}

/** There is an old object then only; asked otherwise, engines differ in what stands for none. */
function onUpdate(expression: string): string {
  return `request.operation == 'UPDATE' && ${expression}`;
}
