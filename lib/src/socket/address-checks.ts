import { address, isUnicast } from '../address.ts';

/** The addresses in canonical form, each once. @throws TypeError that names the option. */
export function checkAddresses(name: string, addresses: readonly string[]): string[] {
  if (!Array.isArray(addresses)) throw new TypeError(`${name} is ${String(addresses)}; it takes a list of addresses`);
  const canonical = addresses.map((ip) => {
    if (typeof ip !== 'string') throw new TypeError(`${name} has ${String(ip)}, which is not an IP address`);
    const { ip: canonical } = address(ip);
    if (isUnicast(canonical)) return canonical;
    throw new TypeError(`${name} has ${ip}, which is not the address of one host; without ${name}, all are meant`);
  });
  return [...new Set(canonical)];
}

/** @throws TypeError or RangeError that names the option. */
export function checkPort(name: string, port: number, least: 0 | 1): void {
  if (typeof port !== 'number') throw new TypeError(`${name} is ${String(port)}; it takes a number`);
  if (!Number.isInteger(port) || port < least || port > 65535) {
    throw new RangeError(`${name} ${port} is not a whole number in ${least}–65535`);
  }
}
