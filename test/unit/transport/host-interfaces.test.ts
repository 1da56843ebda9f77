import type { NetworkInterfaceInfo } from 'node:os';
import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { HostInterfaces } from '../../../lib/src/transport/host-interfaces.ts';
import { describe } from '../../helpers/describe.ts';
import { errorOf } from './inbox.ts';

const lo = [entry('127.0.0.1/8', true), entry('::1/128', true)];
const eth0 = [entry('192.0.2.2/24'), entry('2001:db8::2/64'), entry('fe80::2/64')];
const eth1 = [entry('198.51.100.2/24')];
const mtus: Record<string, number> = { lo: 65536, eth0: 1400, eth1: 9000 };

describe('host interfaces', (test) => {
  test('tells peers of all addresses but loopback and link-local ones', () => {
    assert.equal(host({ lo, eth0, eth1 }).allAddresses(), ['192.0.2.2', '2001:db8::2', '198.51.100.2']);
  });

  test('falls back to loopback when there is nothing else', () => {
    assert.equal(host({ lo }).allAddresses(), ['127.0.0.1', '::1']);
  });

  test("knows the host's addresses, and all of the loopback subnet", () => {
    const own = ['192.0.2.2', 'fe80::2', '127.0.0.7', '::1'].map((ip) => address(ip));
    assert.not.throws(() => host({ lo, eth0 }).require(own));
  });

  test('refuses an address of another host by name', async () => {
    const error = await errorOf(() => host({ lo, eth0 }).require([address('192.0.2.3')]));
    assert.match(error?.message ?? '', '192.0.2.3 is not an address of this host: it has 192.0.2.2, 2001:db8::2');
  });

  test('takes the MTU of the interface that shares a subnet with the peer', () => {
    const mtuTo = (ip: string) => host({ lo, eth0, eth1 }).mtuTo(address(ip));
    assert.equal(['198.51.100.9', '192.0.2.9', '127.0.0.9', '::1'].map(mtuTo), [9000, 1400, 65536, 65536]);
  });

  test('takes the smallest MTU beyond a router, 1500 at most', () => {
    assert.is(host({ lo, eth0, eth1 }).mtuTo(address('203.0.113.1')), 1400);
    assert.is(host({ lo, eth1 }).mtuTo(address('203.0.113.1')), 1500);
    assert.is(host({ lo, eth1 }).mtuTo(address('2001:db8::9')), 1500);
    assert.is(host({ veth: [entry('192.0.2.2/24')] }).mtuTo(address('192.0.2.9')), 1500);
  });

  test('sends from the address in the subnet of the peer, else from one that is not loopback', () => {
    const candidates = ['127.0.0.2', '::1', '192.0.2.2', '198.51.100.2'].map((ip) => address(ip));
    const sourceTo = (ip: string) => host({ lo, eth0, eth1 }).sourceTo(address(ip), candidates)?.ip;
    assert.equal(['198.51.100.9', '203.0.113.1', '127.0.0.1', '2001:db8::9'].map(sourceTo), [
      '198.51.100.2',
      '192.0.2.2',
      '127.0.0.2',
      '::1',
    ]);
    assert.is(host({ lo }).sourceTo(address('2001:db8::9'), [address('192.0.2.2')]), undefined);
    const loopbacks = ['127.0.0.2', '127.0.0.3'].map((ip) => address(ip));
    assert.is(host({ lo }).sourceTo(address('192.0.2.9'), loopbacks)?.ip, '127.0.0.2');
  });

  test('reads the host anew after ten seconds', () => {
    let now = 0;
    const interfaces = { lo, eth0 };
    const reader = new HostInterfaces({ interfaces: () => interfaces, interfaceMtu: () => 1500, now: () => now });
    reader.allAddresses();
    interfaces.eth0 = eth1;
    now = 9_999;
    assert.equal(reader.allAddresses(), ['192.0.2.2', '2001:db8::2']);
    now = 10_000;
    assert.equal(reader.allAddresses(), ['198.51.100.2']);
  });

  test('reads the host anew at once for an address that it does not know', () => {
    let reads = 0;
    const interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = { lo };
    const readInterfaces = () => {
      reads += 1;
      return interfaces;
    };
    const reader = new HostInterfaces({ interfaces: readInterfaces, interfaceMtu: () => 1500, now: () => 0 });
    assert.throws(() => reader.require([address('192.0.2.2')]), /not an address of this host/);
    interfaces.eth0 = eth0;
    reads = 0;
    reader.require([address('192.0.2.2')]);
    reader.require([address('192.0.2.2'), address('127.0.0.1')]);
    assert.is(reads, 1);
  });

  test('takes an address without netmask for a subnet of its own', () => {
    const lone = { ...entry('192.0.2.2/24'), cidr: null };
    assert.is(host({ tun: [lone], eth1 }).sourceTo(address('192.0.2.9'), [address('192.0.2.2')])?.ip, '192.0.2.2');
    assert.is(host({ lo: [lone] }).mtuTo(address('192.0.2.2')), 65536);
  });

  test('reads this host', () => {
    const here = new HostInterfaces();
    assert.ok(here.allAddresses().length > 0);
    assert.ok(here.mtuTo(address('127.0.0.1')) >= 1500);
  });
});

function host(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): HostInterfaces {
  return new HostInterfaces({ interfaces: () => interfaces, interfaceMtu: (name) => mtus[name], now: () => 0 });
}

function entry(cidr: string, internal = false): NetworkInterfaceInfo {
  const ip = cidr.slice(0, cidr.indexOf('/'));
  const common = { address: ip, cidr, internal, netmask: '', mac: '' };
  return ip.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}
