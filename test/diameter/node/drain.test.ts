import { creditControl } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection, values } from './expectations.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** A client with a request under way at a server that has yet to answer it. */
async function askedServer() {
  const nodes = new VirtualNodes();
  const at = nodes.host('192.0.2.1');
  const server = nodes.node('server.example', { listen: [nodes.listener(at)], acceptUnknownPeers: true });
  const connect = nodes.connector(nodes.host('192.0.2.9'), at);
  const client = nodes.node('client.example', { peers: [{ identity: 'server.example', connect }] });
  const ends: string[] = [];
  for (const node of [server, client])
    node.on('close', (_, { reason }) => ends.push(`${node.identity} ${reason.type}`));
  let answer = () => {};
  server.handle(creditControl, () => {
    return new Promise((resolve) => {
      answer = () => resolve({ 'Result-Code': 2001 });
    });
  });
  await server.start();
  await client.start();
  await nodes.run(100);
  const answering = client.request(creditControl, values);
  await nodes.run(50);
  return { nodes, server, client, ends, answering, answer: () => answer() };
}

describe('a node that is closed', (test) => {
  test('answers what it has been asked after DPR and DPA, and shuts down then', async () => {
    const { nodes, server, ends, answering, answer } = await askedServer();
    const closing = server.close();
    await nodes.run(1000);
    assert.equal(ends, ['server.example stopped']);
    answer();
    await nodes.run(100);
    assert.is((await answering)['Result-Code'], 2001);
    await closing;
    assert.equal(ends, ['server.example stopped', 'client.example disconnected-by-peer']);
  });

  test('waits for the answers to its own requests before DPR, and sends no more', async () => {
    const { nodes, client, ends, answering, answer } = await askedServer();
    const closing = client.close();
    await nodes.run(1000);
    assert.equal(ends, []);
    assert.is((await rejection(nodes, client.request(creditControl, values))).code, 'ERR_DIAMETER_CLOSED');
    answer();
    await nodes.run(200);
    assert.is((await answering)['Result-Code'], 2001);
    await closing;
    assert.equal(ends.sort(), ['client.example stopped', 'server.example disconnected-by-peer']);
  });

  test('gives up what is not answered by the deadline', async () => {
    const { nodes, client, answering } = await askedServer();
    const outcome = rejection(nodes, answering, 3000);
    const closing = client.close({ deadline: 1000 });
    assert.equal([(await outcome).code, (await outcome).resultCode], ['ERR_DIAMETER_UNDELIVERABLE', 3002]);
    await closing;
  });
});
