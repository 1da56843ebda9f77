import { readUint32, writeUint32 } from '../bytes.ts';
import { type Format, wrongLength, wrongValue } from './format.ts';

/** A number that has a name: values are the keys of `numbers`, which are those of the RFC (RFC 6733 §4.3.1). */
export function enumerated<const Name extends string>(numbers: Readonly<Record<Name, number>>): Format<Name> {
  // `as`: Object.entries forgets the type of the keys.
  const names = new Map((Object.entries(numbers) as [Name, number][]).map(([name, number]) => [number, name]));
  return {
    name: 'Enumerated',
    minimumLength: 4,
    encode(value) {
      const number: number | undefined = Object.hasOwn(numbers, value) ? numbers[value] : undefined;
      if (number === undefined) {
        throw new TypeError(`${JSON.stringify(value)} is none of ${Object.keys(numbers).join(', ')}`);
      }
      const bytes = new Uint8Array(4);
      writeUint32(bytes, 0, number);
      return bytes;
    },
    decode(avp) {
      if (avp.data.length !== 4) throw wrongLength(avp, 'Enumerated');
      const name = names.get(readUint32(avp.data, 0) | 0);
      if (name === undefined) throw wrongValue(avp, `one of ${Object.keys(numbers).join(', ')}`);
      return name;
    },
  };
}
