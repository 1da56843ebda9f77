import type { PodObject, Taint, Toleration } from '../objects.ts';

/** Whether the toleration covers the taint, as the scheduler has it; for NoExecute it may do so for a while only. */
export function covers(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  // Without a key, only Exists says something.
  return Boolean(toleration.key) && (toleration.value ?? '') === (taint.value ?? '');
}

/** Whether a pod with these tolerations may stay where the taint is. */
export function tolerates(pod: PodObject, taint: Taint): boolean {
  return (pod.spec.tolerations ?? []).some(
    (toleration) =>
      covers(toleration, taint) && (taint.effect !== 'NoExecute' || toleration.tolerationSeconds === undefined),
  );
}
