// Server-sent events: from the commit of an event to each of 50 subscribers, at 1,000 events a second.
import { serverEvents } from '../src/client/sse.ts';
import { Daemon } from './support/daemon.ts';
import { openHttpClient } from './support/http-client.ts';
import { quantile, report, reportBelow } from './support/report.ts';

const subscribers = 50;
const perSecond = 1_000;
const seconds = 5;
const warmUp = 500;
const writerCount = 8;

using daemon = new Daemon();
const { url } = daemon.info;
const writers = await Promise.all(
  Array.from({ length: writerCount }, (_, index) => openHttpClient(url, daemon.agent(`writer-${index}`))),
);
const abort = new AbortController();
const latencies: number[] = [];
let received = 0;
let outOfOrder = 0;

async function listen(): Promise<void> {
  const headers = { authorization: `Bearer ${daemon.humanToken}`, accept: 'text/event-stream' };
  const response = await fetch(`${url}/v1/events?type=bench`, { headers, signal: abort.signal });
  if (!response.ok || response.body === null) throw new Error(`no stream: ${response.status}`);
  listening += 1;
  let last = 0;
  for await (const { data } of serverEvents(response.body)) {
    const { seq, at, type } = JSON.parse(data) as { seq: number; at: string; type: string }; // an event of the log
    if (type !== 'bench.tick') continue;
    const latency = Date.now() - Date.parse(at);
    received += 1;
    if (seq <= last) outOfOrder += 1;
    last = seq;
    if (received > warmUp * subscribers) latencies.push(latency);
  }
}

let listening = 0;
const streams = Array.from({ length: subscribers }, () => listen().catch(() => undefined));
while (listening < subscribers) await new Promise((resolve) => setImmediate(resolve));

// Each writer emits whenever the next event is due, so that the rate is what it says whatever a single call takes.
const total = perSecond * seconds;
const startedAt = performance.now();
let sent = 0;
await Promise.all(
  writers.map(async (writer) => {
    while (sent < total) {
      const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000);
      if (sent >= due) await new Promise((resolve) => setTimeout(resolve, 1));
      else {
        sent += 1;
        await writer.post('/v1/events/emit', { type: 'bench.tick' });
      }
    }
  }),
);
const rate = (total * 1_000) / (performance.now() - startedAt);
while (received < total * subscribers && outOfOrder === 0)
  await new Promise((resolve) => setTimeout(resolve, 10));
abort.abort();
await Promise.all(streams);
for (const writer of writers) writer[Symbol.dispose]();

if (rate < 0.95 * perSecond) console.log(`       only ${Math.round(rate)} events/s were made`);
reportBelow(
  `delivery of an event to ${subscribers} subscribers, p99`,
  `commit to arrival at ${Math.round(rate)} events/s`,
  quantile(latencies, 0.99),
  20,
  'ms',
);
report({
  what: 'the same, completeness',
  against: `${total * subscribers} deliveries`,
  measured: `${received} arrived, ${outOfOrder} out of order`,
  reach: 'all, in order',
  isReached: received === total * subscribers && outOfOrder === 0,
});
