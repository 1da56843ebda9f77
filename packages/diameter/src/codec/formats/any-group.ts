import { type Avp, encodeAvps, readAvps } from '../avp.ts';
import type { Format } from './format.ts';

/** AVPs of which nothing is demanded, as in Failed-AVP; they are not looked into, nor are groups among them. */
export const anyGroup: Format<readonly Avp[]> = {
  name: 'Grouped',
  minimumLength: 0,
  encode: encodeAvps,
  decode({ data }) {
    const avps: Avp[] = [];
    readAvps(data, 0, avps, () => 0);
    return avps;
  },
};
