/** One server-sent event. JSON holds no line break, so it is one `data` line. Source: HTML standard, 9.2. */
export function frame(value: unknown, { id, event }: { id?: number; event?: string } = {}): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  return `${head}data: ${JSON.stringify(value)}\n\n`;
}

/** Keeps proxies and timeouts from ending a quiet stream. */
export const heartbeat = ': still here\n\n';

export const sseHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;
