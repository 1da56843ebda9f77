import { isIPv6 } from 'node:net';
import { encodeParameters, type Parameter, parameterTypeNumber } from '../../codec/parameter.ts';
import { chunkNames, chunkNumberOf } from './chunk-names.ts';
import { asFields, bufferOf, type Fields } from './fields.ts';

/** How the value of a parameter is written and read. */
interface ValueKind {
  readonly encode: (value: unknown) => Uint8Array;
  readonly decode: (bytes: Buffer) => unknown;
}

interface ParameterRule {
  readonly number: number;
  readonly kind: ValueKind;
  /** Whether there may be several, so that the field is a list. */
  readonly isList?: boolean;
}

const typeAndLength = 4;

const bytes: ValueKind = { encode: (value) => bytesOf(value), decode: (buffer) => buffer };
const text: ValueKind = { encode: (value) => bytesOf(value), decode: (buffer) => buffer.toString('latin1') };
const empty: ValueKind = { encode: () => Buffer.alloc(0), decode: () => true };
const uint16: ValueKind = { encode: (value) => uint(value, 2), decode: (buffer) => buffer.readUIntBE(0, 2) };
const uint32: ValueKind = { encode: (value) => uint(value, 4), decode: (buffer) => buffer.readUIntBE(0, 4) };
const ip: ValueKind = {
  encode: (value) => (value instanceof Uint8Array ? value : addressBytes(String(value))),
  decode: (buffer) => (buffer.length === 4 ? buffer.join('.') : ipv6Text(buffer)),
};
/** RFC 4895 §3.2. */
const chunkList: ValueKind = {
  encode: (value) => Buffer.from(asList(value).map((name) => chunkNumberOf(String(name)) ?? 0)),
  decode: (buffer) => [...buffer].map((number) => chunkNames[number] ?? number),
};
const hmacs = ['', 'SHA-1', '', 'SHA-256'];
/** RFC 4895 §3.3. */
const hmacList: ValueKind = {
  encode: (value) => Buffer.concat(asList(value).map((name) => uint(hmacs.indexOf(String(name).toUpperCase()), 2))),
  decode: (buffer) => Array.from({ length: buffer.length / 2 }, (_, index) => hmacs[buffer.readUInt16BE(2 * index)]),
};
/** The request or response sequence number that each of RFC 6525 §4 begins with; what follows is 0, as in the package. */
function reconfiguration(length: number): ValueKind {
  return {
    encode: (value) => Buffer.concat([uint(asFields(value).rsn, 4), Buffer.alloc(length - 4)]),
    decode: (buffer) => ({ rsn: buffer.readUInt32BE(0) }),
  };
}

const rules: Readonly<Record<string, ParameterRule>> = {
  heartbeat_info: { number: 0x0001, kind: bytes },
  ipv4_address: { number: 0x0005, kind: ip, isList: true },
  ipv6_address: { number: 0x0006, kind: ip, isList: true },
  state_cookie: { number: 0x0007, kind: bytes },
  unrecognized_parameter: { number: 0x0008, kind: bytes, isList: true },
  cookie_preservative: { number: 0x0009, kind: uint32 },
  host_name_address: { number: 0x000b, kind: text },
  supported_address_type: { number: 0x000c, kind: uint16 },
  ssn_reset_outgoing: { number: 13, kind: reconfiguration(12) },
  ssn_reset_incoming: { number: 14, kind: reconfiguration(4) },
  ssn_tsn_reset: { number: 15, kind: reconfiguration(4) },
  re_config_response: { number: 16, kind: reconfiguration(8) },
  add_streams_outgoing: { number: 17, kind: reconfiguration(8) },
  add_streams_incoming: { number: 18, kind: reconfiguration(8) },
  ecn_supported: { number: 0x8000, kind: empty },
  random: { number: 0x8002, kind: bytes },
  chunks: { number: 0x8003, kind: chunkList },
  hmac_algo: { number: 0x8004, kind: hmacList },
  pad: { number: 0x8005, kind: bytes },
  supported_extensions: { number: 0x8008, kind: bytes },
  forward_tsn_supported: { number: 0xc000, kind: empty },
  add_ip_address: { number: 0xc001, kind: bytes },
  delete_ip_address: { number: 0xc002, kind: bytes },
  error_cause_indication: { number: 0xc003, kind: bytes },
  set_primary_address: { number: 0xc004, kind: bytes },
  success_indication: { number: 0xc005, kind: bytes },
  adaptation_layer_indication: { number: 0xc006, kind: bytes },
};

const nameByNumber = new Map(Object.entries(rules).map(([name, { number }]) => [number, name]));

/** Whether a field of that name is a parameter. */
export function isParameterName(name: string): boolean {
  return Object.hasOwn(rules, name);
}

/** The parameters among the fields, in their order. */
export function parametersIn(fields: Fields): Parameter[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined || value === undefined || value === false) return [];
    const { number, kind, isList = false } = rule;
    const values = isList ? asList(value) : [value];
    return values.map((one): Parameter => ({ type: 'unknown', parameterType: number, value: kind.encode(one) }));
  });
}

/** The fields that parameters stand for; those without a name are in `errors` where their sender wants to be told. */
export function fieldsOfParameters(parameters: readonly Parameter[]): Fields {
  const fields: Record<string, unknown> = {};
  const errors: Buffer[] = [];
  for (const parameter of parameters) {
    const encoded = bufferOf(encodeParameters([parameter]));
    const number = parameterTypeNumber(parameter);
    const name = nameByNumber.get(number);
    const rule = name === undefined ? undefined : rules[name];
    if (name === undefined || rule === undefined) {
      if ((number & 0x4000) !== 0) errors.push(padded(encoded));
      continue;
    }
    const value = rule.kind.decode(encoded.subarray(typeAndLength));
    fields[name] = rule.isList ? [...asList(fields[name]), value] : value;
  }
  return errors.length === 0 ? fields : { ...fields, errors };
}

function padded(encoded: Buffer): Buffer {
  return Buffer.concat([encoded, Buffer.alloc(-encoded.length & 3)]);
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value), 'latin1');
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function uint(value: unknown, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  buffer.writeUIntBE(Number(value) || 0, 0, length);
  return buffer;
}

function addressBytes(text: string): Uint8Array {
  const type = isIPv6(text) ? 'IPv6 Address' : 'IPv4 Address';
  return encodeParameters([{ type, ip: text }]).subarray(typeAndLength);
}

function ipv6Text(buffer: Buffer): string {
  const words = Array.from({ length: 8 }, (_, index) => buffer.readUInt16BE(2 * index).toString(16));
  return words.join(':');
}
