import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { selectSource } from '../../../lib/src/simulation/source-address.ts';
import { describe } from '../../helpers/describe.ts';

const addresses = ['192.0.2.1', '198.51.100.1', '2001:db8:1::1', '2001:db8:2::1'].map((ip) => address(ip));

describe('selectSource', (test) => {
  test('takes the address of the same network', () => {
    for (const [to, from] of [
      ['192.0.2.99', '192.0.2.1'],
      ['198.51.100.2', '198.51.100.1'],
      ['2001:db8:2::2', '2001:db8:2::1'],
      ['198.51.100.1', '198.51.100.1'],
    ] as const) {
      assert.is(selectSource(addresses, address(to))?.ip, from);
    }
  });

  test('takes none of the other family', () => {
    assert.is(selectSource(addresses.slice(2), address('192.0.2.2')), undefined);
  });
});
