/** Tells whoever started this process something, as a line of JSON. */
export function reportLine(event: string, fields: object = {}): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}
