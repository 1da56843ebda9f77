/** `1 message`, `1,000 messages`. */
export function formatMessages(count: number): string {
  return `${formatNumber(count)} ${count === 1 ? 'message' : 'messages'}`;
}

/** `1,000` */
export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 0 });
}

/** `640 B`, `64.0 kB`, `1.0 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `0.412 ms` */
export function formatMilliseconds(ms: number): string {
  return `${ms.toFixed(3)} ms`;
}

/** An IP address, `*` when it is unknown, with its UDP port if it has one: `192.0.2.1`, `[2001:db8::1]:9899`. */
export function formatEnd(ip: string | undefined, udpPort: number | undefined): string {
  const host = ip ?? '*';
  if (udpPort === undefined) return host;
  return host.includes(':') ? `[${host}]:${udpPort}` : `${host}:${udpPort}`;
}

/**
 * Bytes of a peer for a line of text: UTF-8 without what would move a terminal's cursor or end the line; as hexadecimal
 * numbers when they are no UTF-8.
 */
export function formatPayload(data: Uint8Array): string {
  const text = decodeText(data);
  if (text === undefined) return Buffer.from(data).toString('hex');
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Undefined when the bytes are no UTF-8. */
export function decodeText(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined; // the only thing it throws for
  }
}
