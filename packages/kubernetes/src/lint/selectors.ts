import type { Field } from './field.ts';
import { meets } from './placement.ts';
import type { SctpPod, Subjects } from './subjects.ts';

/** Pods that a Service leads to; none for a Service without a selector. */
export function podsBehind(service: Field, { pods }: Subjects): readonly SctpPod[] {
  const wanted = [...service.at('spec', 'selector').textsByKey];
  if (wanted.length === 0) return [];
  return pods.filter((pod) => isBeside(pod, service) && wanted.every(([key, value]) => pod.labels.get(key) === value));
}

/** NetworkPolicies that limit what comes to a pod. */
export function ingressPoliciesOf(pod: SctpPod, { networkPolicies }: Subjects): readonly Field[] {
  return networkPolicies.filter((policy) => {
    const types = policy.at('spec', 'policyTypes');
    const isIngress = !types.exists || types.texts.includes('Ingress');
    return isIngress && isBeside(pod, policy) && matches(policy.at('spec', 'podSelector'), pod.labels);
  });
}

/** Whether labels meet a selector of labels; an empty one is met by all. */
function matches(selector: Field, labels: ReadonlyMap<string, string>): boolean {
  const wanted = [...selector.at('matchLabels').textsByKey];
  const expressions = selector.at('matchExpressions').items;
  return (
    wanted.every(([key, value]) => labels.get(key) === value) &&
    expressions.every((expression) => meets(expression, labels.get(expression.at('key').text ?? '')))
  );
}

function isBeside({ object }: SctpPod, other: Field): boolean {
  return object.namespace === other.object.namespace;
}
