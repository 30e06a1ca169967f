/** Ports of 127.0.0.1 that nobody has now. A daemon that is killed comes back on its own, whoever else looks for one meanwhile. */
export function freePorts(count: number): readonly number[] {
  const held = Array.from({ length: count }, () =>
    Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() }),
  );
  const ports = held.map(({ port }) => port ?? 0);
  for (const one of held) void one.stop(true);
  return ports;
}
