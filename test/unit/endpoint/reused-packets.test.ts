import * as assert from 'uvu/assert';
import { Endpoint } from '../../../lib/src/endpoint/endpoint.ts';
import { describe } from '../../helpers/describe.ts';
import { drain, endpointOptions, localAddress, peerAddress, peerPort } from './hand-driven.ts';

/** An endpoint that has INITs for two peers. */
function calling(reusesPackets: boolean): Endpoint {
  const endpoint = new Endpoint(endpointOptions({}, { reusesPackets }));
  endpoint.connect(peerPort, [peerAddress], localAddress, 0);
  endpoint.connect(peerPort + 1, [peerAddress], localAddress, 0);
  return endpoint;
}

/** Whether the second packet takes the place of the first. */
function overwrites(endpoint: Endpoint): boolean {
  const first = endpoint.nextTransmit(0)?.packet ?? new Uint8Array();
  const before = first.slice();
  endpoint.nextTransmit(0);
  return first.length > 0 && Buffer.compare(first, before) !== 0;
}

describe('Endpoint: memory of packets', (test) => {
  test('is used for one after the other, of all associations, where that was asked for', () => {
    assert.ok(overwrites(calling(true)));
  });

  test('is that of each packet alone otherwise', () => {
    assert.not(overwrites(calling(false)));
  });

  test('makes no difference to what is in them', () => {
    assert.equal(drain(calling(true), 0), drain(calling(false), 0));
  });
});
