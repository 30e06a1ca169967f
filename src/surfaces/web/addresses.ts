import { networkInterfaces } from 'node:os';

/** Bridges between containers and virtual machines: no phone is behind them. */
const virtual = /^(docker|br-|veth|virbr|vmnet|podman|cni)/;

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Where a daemon is reached that says it serves there: on every address, that is this machine's own and those of its networks. */
export function addressesOf(url: string, interfaces: Interfaces = networkInterfaces()): readonly string[] {
  const { hostname, port } = new URL(url);
  if (hostname !== '0.0.0.0' && hostname !== '[::]') return [url];
  const others = Object.entries(interfaces)
    .filter(([name]) => !virtual.test(name))
    .flatMap(([, addresses = []]) => addresses)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return ['127.0.0.1', ...others].map((host) => `http://${host}:${port}`);
}
