import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { UnicastAddresses } from '../../../lib/src/endpoint/unicast-addresses.ts';
import { describe } from '../../helpers/describe.ts';

const host = address('192.0.2.1');
const group = address('224.0.0.1');

describe('unicast addresses', (test) => {
  test('are both of one host, as far as they are known', () => {
    const addresses = new UnicastAddresses();
    assert.ok(addresses.areBoth(host, address('2001:db8::1')));
    assert.ok(addresses.areBoth(host, undefined));
  });

  test('are told from others also after a packet from the same host', () => {
    const addresses = new UnicastAddresses();
    for (let i = 0; i < 2; i += 1) {
      assert.ok(addresses.areBoth(host, host));
      assert.not(addresses.areBoth(host, group));
      assert.not(addresses.areBoth(group, host));
      assert.not(addresses.areBoth(group, undefined));
    }
  });
});
