/** Collects what is thrown to nobody, until `stop`. */
export function collectUncaught(): { readonly messages: string[]; stop(): void } {
  const messages: string[] = [];
  const listeners = process.rawListeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => messages.push(error.message));
  return {
    messages,
    stop: () => {
      process.removeAllListeners('uncaughtException');
      // `as`: raw listeners are typed as any function.
      for (const listener of listeners) process.on('uncaughtException', listener as () => void);
    },
  };
}
