import { isIPv4, isIPv6 } from 'node:net';

/**
 * Gives the name back when it is a DNS label: what names a Namespace, and what serves as name of a container and as value
 * of a label, too (RFC 1123). @throws RangeError that names it and the limit.
 */
export function dnsLabel(what: string, name: string): string {
  if (name.length > 63) throw new RangeError(`${what} ${name} is ${name.length} characters long, at most 63 will do`);
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) return name;
  throw new RangeError(`${what} ${quoted(name)} is no DNS label: it takes a-z, 0-9 and -, and no - at its ends`);
}

/** Gives the name back when a Service may have it: a DNS label that begins with a letter (RFC 1035). @throws RangeError */
export function serviceName(name: string): string {
  if (/^[a-z]/.test(dnsLabel('the name', name))) return name;
  throw new RangeError(`the name ${name} begins with a digit: a Service takes one that begins with a letter`);
}

/**
 * Gives the name back when a port of a container may have it, and so a Service and an SRV record (RFC 6335).
 * @throws RangeError
 */
export function portName(name: string): string {
  if (name.length > 15) {
    throw new RangeError(`port name ${name} is ${name.length} characters long, at most 15 will do`);
  }
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name)) return name;
  const rule = 'it takes a-z, 0-9 and single -, no - at its ends, and a letter at least';
  throw new RangeError(`port name ${quoted(name)} is none: ${rule}`);
}

/** Gives the name of an image back when it has no space in it. @throws RangeError */
export function imageName(image: string): string {
  if (/^\S+$/.test(image)) return image;
  throw new RangeError(`image ${quoted(image)} is no name of an image`);
}

/** Gives the number back when it is a whole one within the limits. @throws RangeError that names both. */
export function wholeNumber(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${what} ${value} is not a whole number from ${least} to ${most}`);
}

/** Gives the number back when it is a port, 1–65535. @throws RangeError */
export function portNumber(what: string, value: number): number {
  return wholeNumber(what, value, 1, 65_535);
}

/** Gives the labels back when Kubernetes takes them. @throws RangeError that names the one that it does not take. */
export function labels(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(given)) {
    if (!isLabelKey(key)) throw new RangeError(`${quoted(key)} is no key of a label`);
    if (value !== '' && !isLabelPart(value)) {
      throw new RangeError(`${quoted(value)} is no value of a label (${key}): it takes up to 63 of A-Z a-z 0-9 - _ .`);
    }
  }
  return given;
}

/**
 * Gives the address back when traffic from elsewhere can be for it, which loopback, link-local, multicast and unspecified
 * ones cannot. @throws RangeError
 */
export function routableAddress(what: string, address: string): string {
  if (!isIPv4(address) && !isIPv6(address)) throw new RangeError(`${what} ${quoted(address)} is no IP address`);
  const special = isIPv4(address)
    ? /^(0\.|127\.|169\.254\.|22[4-9]\.|23\d\.|255\.255\.255\.255$)/
    : /^([0:]+[01]?$|fe[89ab]|ff)/i;
  if (!special.test(address)) return address;
  throw new RangeError(`${what} ${address} is loopback, link-local, multicast or unspecified`);
}

/** Gives the network back when it is in CIDR notation, as `10.0.0.0/8`. @throws RangeError */
export function network(what: string, cidr: string): string {
  const [address = '', length = '', ...rest] = cidr.split('/');
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  if (rest.length === 0 && /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= most) return cidr;
  throw new RangeError(`${what} ${quoted(cidr)} is no network: it takes one as 10.0.0.0/8 or 2001:db8::/32`);
}

function isLabelKey(key: string): boolean {
  const [name, prefix, ...rest] = key.split('/').reverse();
  if (rest.length > 0 || name === undefined || !isLabelPart(name)) return false;
  return prefix === undefined || (prefix.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(prefix));
}

function isLabelPart(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/.test(text);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
