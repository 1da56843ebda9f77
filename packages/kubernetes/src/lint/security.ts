import type { Container, Pod } from './pod.ts';

/** What becomes of a capability that a container has by default, or has not. */
export type Grant = 'added' | 'dropped' | 'left to the runtime';

/** Whether a container is given a capability; what is dropped by its name is dropped, whatever is added. */
export function grantOf({ field }: Container, capability: string): Grant {
  const context = field.at('securityContext');
  if (context.at('privileged').boolean === true) return 'added';
  const [added, dropped] = ['add', 'drop'].map((list) => context.at('capabilities', list).texts.map(withoutPrefix));
  if (dropped?.includes(capability)) return 'dropped';
  if (added?.includes(capability) || added?.includes('ALL')) return 'added';
  return dropped?.includes('ALL') ? 'dropped' : 'left to the runtime';
}

/** Why the process of a container is not root; undefined where it may be. */
export function otherUserOf({ field }: Container, { spec }: Pod): string | undefined {
  for (const context of [field, spec].map((at) => at.at('securityContext'))) {
    const user = context.at('runAsUser').number;
    if (user !== undefined) return user === 0 ? undefined : `runAsUser ${user}`;
  }
  for (const context of [field, spec].map((at) => at.at('securityContext'))) {
    const isNonRoot = context.at('runAsNonRoot').boolean;
    if (isNonRoot !== undefined) return isNonRoot ? 'runAsNonRoot' : undefined;
  }
  return undefined;
}

/** By what a container could load a module into the kernel; undefined where it could not. */
export function loaderOf({ field }: Container): string | undefined {
  const context = field.at('securityContext');
  if (context.at('privileged').boolean === true) return 'is privileged';
  const added = context.at('capabilities', 'add').texts;
  const loader = added.find((name) => ['ALL', 'SYS_MODULE'].includes(withoutPrefix(name)));
  return loader === undefined ? undefined : `adds ${loader}`;
}

function withoutPrefix(capability: string): string {
  return capability.toUpperCase().replace(/^CAP_/, '');
}
