import type { Association } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';

/** What an endpoint tells: an association that a peer has set up, or an event of one. */
export type EndpointEvent =
  | { readonly type: 'accepted'; readonly association: Association }
  | { readonly type: 'association'; readonly association: Association; readonly event: AssociationEvent };
