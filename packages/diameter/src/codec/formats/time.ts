import { readUint32, writeUint32 } from '../bytes.ts';
import { type Format, wrongLength } from './format.ts';

/** Seconds from 1900, where NTP begins to count, to 1970. */
const secondsTo1970 = 2_208_988_800;
const era = 2 ** 32;
/** First second, since 1900, that is said with the highest bit set: in 1968. Those below it are of the era from 2036 on. */
const earliest = 2 ** 31;

/**
 * A time in whole seconds, 1968-01-20T03:14:08Z to 2104-02-26T09:42:23Z: what the 32 bits of NTP say before and, by the
 * extension of SNTP, after 2036 (RFC 6733 §4.3.1).
 */
export const time: Format<Date> = {
  name: 'Time',
  minimumLength: 4,
  encode(value) {
    const seconds = Math.floor(value.getTime() / 1000) + secondsTo1970;
    if (!(seconds >= earliest && seconds < earliest + era))
      throw new RangeError(`${value} is before 1968 or after 2104`);
    const bytes = new Uint8Array(4);
    writeUint32(bytes, 0, seconds % era);
    return bytes;
  },
  decode(avp) {
    if (avp.data.length !== 4) throw wrongLength(avp, 'Time');
    const seconds = readUint32(avp.data, 0);
    return new Date((seconds + (seconds < earliest ? era : 0) - secondsTo1970) * 1000);
  },
};
