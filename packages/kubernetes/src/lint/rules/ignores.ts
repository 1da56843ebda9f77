import { ignoresOf } from '../ignore.ts';
import { pages, type Rule } from '../rule.ts';
import { hitIf } from './hits.ts';

/** Rules about the annotation by which objects break others. */
export const ignoreRules: readonly Rule[] = [
  {
    id: 'ignore-unknown',
    severity: 'warning',
    title: 'an annotation ignores a rule that there is not',
    reason: 'What was to be ignored is not, and nobody can tell what was meant.',
    remedy: 'name rules as usctp-k8s explain lists them, joined by commas, then a colon and the reason',
    reference: pages.annotations,
    find: ({ objects }, { keys, ids }) =>
      objects.flatMap((object) =>
        ignoresOf(object, keys).flatMap((ignore) =>
          ignore.ids
            .filter((id) => !ids.has(id))
            .map((id) => ({ at: ignore.at, message: `there is no rule ${JSON.stringify(id)}` })),
        ),
      ),
  },
  {
    id: 'ignore-without-reason',
    severity: 'info',
    title: 'an annotation ignores a rule, and does not say why',
    reason: 'Who reads it later cannot tell whether the reason still holds.',
    remedy: 'add the reason after a colon: ID,ID: REASON',
    reference: pages.annotations,
    find: ({ objects }, { keys }) =>
      objects.flatMap((object) =>
        ignoresOf(object, keys).flatMap(({ at, ids, reason }) =>
          hitIf(reason === '', at, `no reason is given to ignore ${ids.join(', ')}`),
        ),
      ),
  },
];
