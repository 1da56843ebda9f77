import { pages, type Rule, type RuleDescription } from '../rule.ts';
import { ignoreRules } from './ignores.ts';
import { nodeRules } from './nodes.ts';
import { placementRules } from './placement.ts';
import { policyRules } from './policies.ts';
import { portRules } from './ports.ts';
import { privilegeRules } from './privilege.ts';
import { serviceRules } from './services.ts';
import { shutdownRules } from './shutdown.ts';

/** What a document breaks that cannot be read, so that no other rule can look at it. */
export const unreadableDocument: RuleDescription = {
  id: 'unreadable-document',
  severity: 'error',
  title: 'a document is neither YAML nor JSON',
  reason: 'Nothing in it can be looked at, and kubectl refuses it, too.',
  remedy: 'mend what the parser names; of a template, lint what it renders to, as helm template does',
  reference: pages.objects,
};

/** All rules that look at objects. */
export const objectRules: readonly Rule[] = [
  ...placementRules,
  ...privilegeRules,
  ...portRules,
  ...shutdownRules,
  ...serviceRules,
  ...policyRules,
  ...nodeRules,
  ...ignoreRules,
];
