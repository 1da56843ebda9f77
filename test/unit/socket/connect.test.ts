import { connect, createServer, memory, memoryNetwork } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair, quick } from './pair.ts';

describe('connect', (test) => {
  test('rejects when nobody answers, once the retransmissions of INIT are used up', async () => {
    const attempt = connect({
      ...quick,
      port: 7,
      addresses: ['192.0.2.99'],
      transport: memory(),
      maxInitRetransmissions: 1,
    });
    assert.is((await rejection(attempt)).code, 'ERR_SCTP_CONNECT_TIMEOUT');
  });

  test('rejects at once when the peer answers for ports that nobody has', async () => {
    const network = memoryNetwork();
    const server = createServer({ outOfTheBlue: 'abort' });
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const attempt = connect({ port: 8, addresses: ['192.0.2.1'], transport: memory({ network }) });
    assert.is((await rejection(attempt)).code, 'ERR_SCTP_ABORTED_BY_PEER');
    await server.close();
  });

  test('gives up when its signal is aborted, with the reason given', async () => {
    const controller = new AbortController();
    const attempt = connect({ port: 7, addresses: ['192.0.2.98'], transport: memory(), signal: controller.signal });
    setImmediate(() => controller.abort(new Error('changed my mind')));
    assert.match(`${await rejection(attempt)}`, /changed my mind/);
    const late = connect({ port: 7, addresses: ['192.0.2.98'], transport: memory(), signal: controller.signal });
    assert.match(`${await rejection(late)}`, /changed my mind/);
  });

  test('gives up also when its signal is aborted while the transport opens', async () => {
    const controller = new AbortController();
    const attempt = connect({ port: 7, addresses: ['192.0.2.98'], transport: memory(), signal: controller.signal });
    controller.abort(new Error('at once'));
    assert.match(`${await rejection(attempt)}`, /at once/);
  });

  test('gives its port back when it fails, so that it can be tried again', async () => {
    const transport = memory();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const failing = connect({ ...quick, port: 7, localPort: 2905, transport, maxInitRetransmissions: 0 });
      assert.is((await rejection(failing)).code, 'ERR_SCTP_CONNECT_TIMEOUT');
    }
  });

  test('refuses wrong options, and names them', async () => {
    const transport = memory();
    // `as never`: what a caller without types may pass.
    const attempt = async (options: object) =>
      `${await rejection(connect({ port: 7, transport, ...options } as never))}`;
    assert.match(await attempt({ rtoInitail: 5 }), /TypeError: there is no option rtoInitail/);
    assert.match(await attempt({ port: 0 }), /RangeError: port 0 .* 1–65535/);
    assert.match(await attempt({ localPort: -1 }), /RangeError: localPort -1 .* 0–65535/);
    assert.match(await attempt({ addresses: [] }), /TypeError: addresses is empty/);
    assert.match(await attempt({ localAddresses: ['nowhere'] }), /TypeError: "nowhere"/);
    assert.match(await attempt({ rtoMin: 5000, rtoMax: 4000 }), /RangeError: rtoMin 5000 is above rtoMax 4000/);
  });

  test('tells the peer the addresses that it is asked to advertise', async () => {
    const { z, end } = await connectPair({ client: { advertise: ['192.0.2.2', '192.0.2.77'] } });
    assert.equal(
      z.paths.map(({ address, state }) => [address, state]),
      [
        ['192.0.2.2', 'ACTIVE'],
        ['192.0.2.77', 'UNCONFIRMED'],
      ],
    );
    await end();
  });

  test('tells all addresses, or none', async () => {
    const all = await connectPair({ client: { advertise: 'all' }, server: { advertise: 'none' } });
    assert.equal(
      all.z.paths.map(({ address }) => address),
      ['192.0.2.2'],
    );
    await all.end();
  });
});
