import type { Association } from 'usctp';
import { describeFault } from './event.ts';

/**
 * Shuts the association down; aborts it when that takes longer than `grace`, in ms.
 * @throws SctpError when the association does not end gracefully.
 */
export async function endGracefully(association: Association, grace = 5000): Promise<void> {
  await association.shutdown({ signal: AbortSignal.timeout(grace) });
}

/** Aborts the association, which tells the peer why; resolves when it has ended. */
export async function endAtOnce(association: Association, why: unknown): Promise<void> {
  association.abort(describeFault(why).error);
  // That it was aborted is no news.
  await association.shutdown().catch(() => {});
}
