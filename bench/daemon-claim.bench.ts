// 64 clients claiming through the daemon, FULL, commits grouped, against raw appends with fdatasync; and claim + done of
// 16 clients over HTTP against as many callers in one process.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { invoke } from '../src/operations/invoke.ts';
import { openShoal } from '../src/shoal.ts';
import { fill } from './support/bulk.ts';
import { Daemon } from './support/daemon.ts';
import { type HttpClient, openHttpClient } from './support/http-client.ts';
import { quantile, report, reportAtLeast, reportBelow } from './support/report.ts';
import { Workspace } from './support/workspace.ts';

const rounds = 6;
const roundMs = 1_000;
/** A daemon lives for long: what counts is how it does once its code has been compiled. */
const warmUpMs = 4_000;

interface Claims {
  readonly perSecond: number;
  readonly latencies: readonly number[];
  /** Claims of each client. */
  readonly shares: readonly number[];
}

async function claimFor(clients: readonly HttpClient[], ms: number): Promise<Claims> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const shares = await Promise.all(
    clients.map(async (client) => {
      let claims = 0;
      for (; performance.now() - startedAt < ms; claims += 1) {
        const askedAt = performance.now();
        await client.post('/v1/tasks/claim', { another: true });
        latencies.push(performance.now() - askedAt);
      }
      return claims;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: latencies.length / seconds, latencies, shares };
}

function appendsPerSecond(directory: string): number {
  const handle = openSync(join(directory, 'append'), 'a');
  const block = Buffer.alloc(4120, 1);
  const startedAt = performance.now();
  let count = 0;
  for (; performance.now() - startedAt < roundMs / 2; count += 1) {
    writeSync(handle, block);
    fdatasyncSync(handle);
  }
  closeSync(handle);
  return (count * 1_000) / (performance.now() - startedAt);
}

function jain(shares: readonly number[]): number {
  const sum = shares.reduce((a, b) => a + b, 0);
  return sum ** 2 / (shares.length * shares.reduce((a, b) => a + b * b, 0));
}

async function clientsOf(daemon: Daemon, count: number): Promise<HttpClient[]> {
  const names = Array.from({ length: count }, (_, index) => `client-${index}`);
  return Promise.all(names.map((name) => openHttpClient(daemon.info.url, daemon.agent(name))));
}

async function grouped(): Promise<void> {
  const workspace = new Workspace();
  await fill(workspace.file, { ready: 300_000, blocked: 0 });
  using daemon = new Daemon(workspace);
  const clients = await clientsOf(daemon, 64);
  await claimFor(clients, warmUpMs);
  const raw: number[] = [];
  const claims: Claims[] = [];
  for (let round = 0; round < rounds; round += 1) {
    raw.push(appendsPerSecond(daemon.workspace.directory));
    claims.push(await claimFor(clients, roundMs));
  }
  for (const client of clients) client[Symbol.dispose]();
  const latencies = claims.flatMap((one) => one.latencies);
  const shares = clients.map((_, index) => claims.reduce((sum, one) => sum + (one.shares[index] ?? 0), 0));
  const rate = quantile(
    claims.map(({ perSecond }) => perSecond),
    0.5,
  );
  reportAtLeast(
    '64 clients claiming through the daemon, FULL',
    'raw append with fdatasync',
    rate,
    quantile(raw, 0.5),
    4,
    'per s',
  );
  reportBelow('the same, p99 of a claim', 'wall clock', quantile(latencies, 0.99), 15, 'ms');
  reportBelow('the same, longest claim', 'wall clock', Math.max(...latencies), 150, 'ms');
  const index = jain(shares);
  report({
    what: 'the same, fairness',
    against: "Jain's index",
    measured: index.toFixed(4),
    reach: 'at least 0.99',
    isReached: index >= 0.99,
  });
}

/** Claims and finishes in turn by as many callers as there are of either kind; the rate of pairs. */
async function pairs(
  callers: readonly ((name: 'claim' | 'done', input: object) => Promise<string>)[],
  ms = roundMs,
): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  await Promise.all(
    callers.map(async (call) => {
      for (; performance.now() - startedAt < ms; count += 1) {
        const { id } = JSON.parse(await call('claim', {})) as { id: string }; // a task
        await call('done', { id });
      }
    }),
  );
  return (count * 1_000) / (performance.now() - startedAt);
}

async function overHttp(): Promise<void> {
  const [served, library] = [new Workspace(), new Workspace()];
  for (const { file } of [served, library]) await fill(file, { ready: 150_000, blocked: 0 });
  using daemon = new Daemon(served);
  const clients = await clientsOf(daemon, 16);
  await using shoal = openShoal({ cwd: library.directory, env: {}, groupsCommits: true });
  const facts = { token: null, ancestors: [], marker: null, provenHuman: false, user: 'bench' };
  const contexts = await Promise.all(
    clients.map((_, index) =>
      shoal.context({ facts: { ...facts, session: { harness: 'codex', id: `c${index}` } } }),
    ),
  );
  for (const [index, context] of contexts.entries())
    await invoke(context, 'agent.join', { name: `caller-${index}` });
  const http = clients.map(
    (client) => (name: 'claim' | 'done', input: object) => client.post(`/v1/tasks/${name}`, input),
  );
  const inProcess = contexts.map(
    (context) => async (name: 'claim' | 'done', input: object) =>
      JSON.stringify(await invoke(context, `task.${name}`, input)),
  );
  const rates: { http: number; inProcess: number }[] = [];
  await pairs(http, warmUpMs);
  await pairs(inProcess, warmUpMs);
  for (let round = 0; round < rounds; round += 1)
    rates.push({ http: await pairs(http), inProcess: await pairs(inProcess) });
  for (const client of clients) client[Symbol.dispose]();
  reportAtLeast(
    'HTTP claim + done, 16 keep-alive clients',
    '16 callers in one process',
    quantile(
      rates.map((rate) => rate.http),
      0.5,
    ),
    quantile(
      rates.map((rate) => rate.inProcess),
      0.5,
    ),
    0.4,
    'per s',
  );
  library[Symbol.dispose]();
}

await grouped();
await overHttp();
