import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, isApiError, KubernetesError, type StatusObject } from '../errors.ts';
import type { ApiClient } from './api-client.ts';
import { type ListSelection, listAll } from './list.ts';

/** What a watch tells: at first, and after a gap, all there is; then each change. */
export type WatchEvent<T> =
  | { readonly type: 'LISTED'; readonly items: readonly T[] }
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T };

/** An object of which a watch needs no more than its version. */
interface Versioned {
  readonly metadata?: { readonly resourceVersion?: string };
}

type StreamEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: T & Versioned }
  | { readonly type: 'ERROR'; readonly object: StatusObject & { readonly code?: number } };

/** How a watch behaves; times in ms. */
export interface WatchOptions {
  /** The server is asked to end the stream after so long, so that one that has died unnoticed is; default 300,000. */
  readonly streamDuration?: number;
  /**
   * Before a stream that has ended is opened anew; when the server cannot be reached, doubled each time up to 30,000;
   * default 500.
   */
  readonly retryDelay?: number;
  /** Told of each failed attempt. */
  readonly onRetry?: (error: Error) => void;
}

/**
 * Follows the objects of a selection until `selection.signal` is aborted: goes on where it was when the stream ends, and
 * lists anew when that is too long ago (410). A server that is away is waited for.
 * @throws ApiError when the list is refused (401, 403, 404): waiting would not help.
 */
export async function* watch<T>(
  client: ApiClient,
  selection: ListSelection,
  { streamDuration = 300_000, retryDelay = 500, onRetry = () => {} }: WatchOptions = {},
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  let version: string | undefined;
  let delay = retryDelay;
  const isOver = () => selection.signal?.aborted === true;
  while (!isOver()) {
    try {
      if (version === undefined) {
        const list = await listAll<T>(client, selection);
        version = list.metadata.resourceVersion;
        yield { type: 'LISTED', items: list.items };
      }
      for await (const event of openStream<T>(client, selection, version, streamDuration)) {
        delay = retryDelay;
        if (event.type === 'ERROR') throw new ApiError(event.object.code ?? 500, 'watch', event.object, undefined);
        version = event.object.metadata?.resourceVersion ?? version;
        if (event.type !== 'BOOKMARK') yield { type: event.type, object: event.object };
      }
      await pause(retryDelay, selection.signal);
    } catch (error) {
      if (isOver()) return;
      if (isApiError(error, 410)) version = undefined;
      else if (!isTransient(error)) throw error;
      onRetry(error);
      await pause(delay, selection.signal);
      delay = Math.min(delay * 2, 30_000);
    }
  }
}

async function* openStream<T>(
  client: ApiClient,
  { path, labelSelector, fieldSelector, signal }: ListSelection,
  resourceVersion: string | undefined,
  duration: number,
): AsyncGenerator<StreamEvent<T>, void, undefined> {
  const timeoutSeconds = Math.ceil((duration / 1000) * (1 - Math.random() / 4));
  const query = {
    labelSelector,
    fieldSelector,
    resourceVersion,
    timeoutSeconds,
    watch: true,
    allowWatchBookmarks: true,
  };
  const response = await client.stream({ path, query, signal });
  // A server that has gone without a word: it should have ended the stream by itself.
  const deadline = setTimeout(() => response.destroy(), (timeoutSeconds + 30) * 1000);
  try {
    for await (const line of linesOf(response)) if (line !== '') yield JSON.parse(line) as StreamEvent<T>; // of a watch
  } finally {
    clearTimeout(deadline);
    response.destroy();
  }
}

/** Whole lines; one that breaks off is dropped with the connection. */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string, void, undefined> {
  response.setEncoding('utf8');
  let rest = '';
  try {
    for await (const text of response) {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw new KubernetesError('ERR_KUBERNETES_CONNECTION', 'the watch broke off', { cause: error });
  }
}

/** Whether it may go away by itself. */
function isTransient(error: unknown): error is Error {
  if (error instanceof KubernetesError) return error.code !== 'ERR_KUBECONFIG';
  return error instanceof ApiError && (error.status === 429 || error.status >= 500);
}

async function pause(delay: number, signal: AbortSignal | undefined): Promise<void> {
  const jittered = delay * (1 + Math.random() / 2);
  // That it is aborted ends the watch: no error of its own.
  await sleep(jittered, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
