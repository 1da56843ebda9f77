import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { GivenSocketTransport } from '../../../lib/src/transport/given-socket.ts';
import { describe } from '../../helpers/describe.ts';

describe('a transport on a socket that is given', (test) => {
  test('sends on while the socket is connected and disconnected, and seldom asks for its peer', async () => {
    const [own, other] = [createSocket('udp4'), createSocket('udp4').bind(0, '127.0.0.1')];
    // Linux takes the port from a socket that is disconnected, unless it was asked for by number.
    own.bind(await freeUdpPort(), '127.0.0.1');
    await once(own, 'listening');
    const lookUps = countCalls(own, 'remoteAddress');
    const receiver = { receive: () => {}, fail: () => {} };
    const port = await new GivenSocketTransport(own).open({ port: 2905, localAddresses: [], receiver });
    const to = address('127.0.0.1', other.address().port);
    const sendThree = async () => {
      for (let count = 0; count < 3; count += 1) {
        port.send(Buffer.from(`${count}`), to, undefined);
        assert.is(String((await once(other, 'message'))[0]), `${count}`);
      }
    };
    await sendThree();
    own.connect(other.address().port, '127.0.0.1');
    await once(own, 'connect');
    await sendThree();
    own.disconnect();
    await sendThree();
    assert.equal([port.statistics.packetsSent, port.statistics.sendErrors, lookUps.count], [9, 0, 3]);
    port.close();
    for (const socket of [own, other]) socket.close();
  });

  test('counts what a closed socket does not send', async () => {
    const own = createSocket('udp4').bind(0, '127.0.0.1');
    await once(own, 'listening');
    let failure: Error | undefined;
    const receiver = {
      receive: () => {},
      fail: (error: Error) => {
        failure = error;
      },
    };
    const port = await new GivenSocketTransport(own).open({ port: 2905, localAddresses: [], receiver });
    own.close();
    port.send(Buffer.from('late'), address('127.0.0.1', 9), undefined);
    assert.is(port.statistics.sendErrors, 1);
    await once(own, 'close');
    assert.match(String(failure), 'the socket below was closed');
  });
});

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Counts the calls of a method, which does what it did. */
function countCalls<Name extends string>(object: Record<Name, () => unknown>, name: Name): { count: number } {
  const calls = { count: 0 };
  const method = object[name];
  object[name] = () => {
    calls.count += 1;
    return method.call(object);
  };
  return calls;
}
