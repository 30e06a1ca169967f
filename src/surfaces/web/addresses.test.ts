import { expect, test } from 'bun:test';
import { addressesOf } from './addresses.ts';

const ipv4 = (address: string, internal = false) => ({
  address,
  family: 'IPv4' as const,
  internal,
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: null,
});

test('served on one address, that is the one', () => {
  expect(addressesOf('http://127.0.0.1:8000')).toEqual(['http://127.0.0.1:8000']);
  expect(addressesOf('http://192.168.1.5:8000')).toEqual(['http://192.168.1.5:8000']);
});

test('served on all, these are this machine and its networks; behind bridges of containers is no phone', () => {
  const interfaces = {
    lo: [ipv4('127.0.0.1', true)],
    wlan0: [ipv4('192.168.1.5')],
    docker0: [ipv4('172.17.0.1')],
    'br-1a2b': [ipv4('172.18.0.1')],
  };
  for (const host of ['0.0.0.0', '[::]'])
    expect(addressesOf(`http://${host}:8000`, interfaces)).toEqual([
      'http://127.0.0.1:8000',
      'http://192.168.1.5:8000',
    ]);
});
