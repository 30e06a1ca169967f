// Server-sent events: from the commit of an event to each of 50 subscribers, at 1,000 events a second. The instant of an
// event is that at which its transaction began, so the write to the disk counts too.
import { Daemon, processFigures } from './support/daemon.ts';
import { type Arrived, subscribe } from './support/event-client.ts';
import { openHttpClient } from './support/http-client.ts';
import { quantile, report, reportBelow } from './support/report.ts';

const subscribers = 50;
const perSecond = 1_000;
const seconds = 5;
const warmUpSeconds = 3;
const writerCount = 16;

using daemon = new Daemon();
const { url, pid } = daemon.info;
const writers = await Promise.all(
  Array.from({ length: writerCount }, (_, index) => openHttpClient(url, daemon.agent(`writer-${index}`))),
);

/** When each event was committed, by its id; null for those that are not measured. All subscribers are told the same. */
const instants = new Map<number, number | null>();
let latencies: number[] = [];
let received = 0;
let outOfOrder = 0;

function instantOf({ id, data }: Arrived): number | null {
  const known = instants.get(id);
  if (known !== undefined) return known;
  const { seq, at, type } = JSON.parse(data()) as { seq: number; at: string; type: string }; // an event of the log
  if (seq !== id) throw new Error(`event ${seq} came under the id ${id}`);
  const instant = type === 'bench.tick' ? Date.parse(at) : null;
  instants.set(id, instant);
  return instant;
}

function listen(): Promise<Disposable> {
  let last = 0;
  return subscribe(`${url}/v1/events?type=bench`, daemon.humanToken, (events) => {
    const now = performance.timeOrigin + performance.now();
    for (const event of events) {
      const instant = instantOf(event);
      if (instant === null) continue;
      received += 1;
      if (event.id <= last) outOfOrder += 1;
      last = event.id;
      latencies.push(now - instant);
    }
  });
}

/** Each writer emits whenever the next event is due, so that the rate is what it says whatever a single call takes. */
async function emitFor(secondsLong: number): Promise<number> {
  const total = perSecond * secondsLong;
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
  return (total * 1_000) / (performance.now() - startedAt);
}

async function arrivalOf(count: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (received < count && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

const streams = await Promise.all(Array.from({ length: subscribers }, listen));
await emitFor(warmUpSeconds);
await arrivalOf(perSecond * warmUpSeconds * subscribers);
latencies = [];
received = 0;
const startedAt = performance.now();
const before = { daemon: processFigures(pid).cpuMs, own: process.cpuUsage() };
const rate = await emitFor(seconds);
const deliveries = perSecond * seconds * subscribers;
await arrivalOf(deliveries);
const spent = { daemon: processFigures(pid).cpuMs - before.daemon, own: process.cpuUsage(before.own) };
const elapsedMs = performance.now() - startedAt;
for (const one of [...streams, ...writers]) one[Symbol.dispose]();

const share = (ms: number): string => `${Math.round((100 * ms) / elapsedMs)} %`;
console.log(
  `       ${share(spent.daemon)} of a core for the daemon, ${share((spent.own.user + spent.own.system) / 1_000)} for all clients`,
);
report({
  what: `events made while ${subscribers} subscribers listen`,
  against: `${writerCount} writers over HTTP`,
  measured: `${Math.round(rate)} per s`,
  reach: `at least ${0.95 * perSecond} per s`,
  isReached: rate >= 0.95 * perSecond,
});
reportBelow(
  `delivery of an event to ${subscribers} subscribers, p99`,
  `commit to arrival at ${Math.round(rate)} events/s`,
  quantile(latencies, 0.99),
  20,
  'ms',
);
report({
  what: 'the same, completeness',
  against: `${deliveries} deliveries`,
  measured: `${received} arrived, ${outOfOrder} out of order`,
  reach: 'all, in order',
  isReached: received === deliveries && outOfOrder === 0,
});
