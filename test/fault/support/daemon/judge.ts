import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCalls } from '../../../model/history/check-calls.ts';
import { checkLog } from '../../../model/history/check-log.ts';
import { type Body, type Export, parseExport } from '../../../model/history/export.ts';
import type { Crew } from './crew.ts';
import type { Load } from './load.ts';
import { agentProcesses, isThere } from './processes.ts';

export interface Judging {
  /** An agent may be given again what it had not seen when it died; one that lived may not. */
  readonly agentsDied: boolean;
}

/** What in the end is not as it must be. Empty when all is. */
export async function judge(crew: Crew, load: Load, options: Judging): Promise<readonly string[]> {
  const ran = await crew.served.project.run(['export']);
  const exported = parseExport(ran.stdout);
  const of = (kind: string): readonly Body[] =>
    exported.records.filter((record) => record.kind === kind).map(({ body }) => body);
  return [
    ...load.problems,
    ...checkLog(exported, { claimsAreNext: false }),
    ...checkCalls(load.calls, exported),
    ...mail(of, crew, options),
    ...tasks(of, exported),
    ...callbacks(of),
    ...requests(of),
    ...(options.agentsDied ? [] : turns(of)),
    ...processes(of, crew, options),
    ...transcripts(of, crew, options),
  ];
}

type Of = (kind: string) => readonly Body[];

/** Law 8: each message to a supervised agent reached it, and those of one sender in their order. */
function mail(of: Of, crew: Crew, { agentsDied }: Judging): readonly string[] {
  const given = crew
    .given()
    .map((text) => [...text.matchAll(/\[shoal\] message (m\d+) from/g)].map(([, id]) => id ?? ''));
  const deliveries = new Map(of('delivery').map((one) => [String(one['message']), one]));
  const sessions = Object.values(crew.sessions);
  const agents = of('session')
    .filter(({ id }) => sessions.includes(String(id)))
    .map(({ agent }) => agent);
  const problems: string[] = [];
  for (const agent of agents) {
    const sent = of('message').filter(({ id }) => deliveries.get(String(id))?.['agent'] === agent);
    const got = given.flat().filter((id) => deliveries.get(id)?.['agent'] === agent);
    for (const { id } of sent) {
      const count = got.filter((one) => one === id).length;
      if (count === 0) problems.push(`law 8: ${String(id)} never reached ${String(agent)}`);
      if (count > 1 && !agentsDied)
        problems.push(`law 8: ${String(agent)} was given ${String(id)} ${count} times`);
      const state = deliveries.get(String(id))?.['state'];
      if (state !== 'seen') problems.push(`law 8: ${String(id)} is ${String(state)}`);
    }
    for (const [from, theirs] of Map.groupBy(sent, (message) => String(message['from']))) {
      const ids = new Set(theirs.map(({ id }) => String(id)));
      const first = [...new Set(got.filter((id) => ids.has(id)))];
      if (first.some((id, at) => numberOf(id) < numberOf(first[at - 1] ?? 'm0')))
        problems.push(`law 8: ${String(agent)} got of ${from}: ${first.join(', ')}`);
    }
  }
  return problems;
}

/** Every task is over, was so once, and says what came of it. */
function tasks(of: Of, { events }: Export): readonly string[] {
  return of('task').flatMap((task) => {
    const id = String(task['id']);
    const ends = events.filter((event) => event.id === id && /^task\.(done|failed)$/.test(event.type));
    const problems: string[] = [];
    if (task['state'] !== 'done')
      problems.push(`law 3: ${id} is ${String(task['state'])}: ${String(task['error'])}`);
    if (ends.filter(({ change }) => isEnd(change?.['state'])).length !== 1)
      problems.push(
        `${id} ended ${ends.length} times: ${ends.map(({ type, seq }) => `${type} ${seq}`).join(', ')}`,
      );
    const own = task['queue'] === 'jobs' ? new RegExp(`^did ${id} by \\d+$`) : /permission selected:once/;
    if (!own.test(String(task['result'])))
      problems.push(`${id} has the result ${JSON.stringify(task['result'])}`);
    return problems;
  });
}

function isEnd(state: unknown): boolean {
  return state === 'done' || state === 'failed';
}

/** Each task tells whoever asked for it once. */
function callbacks(of: Of): readonly string[] {
  return of('task').flatMap(({ id, callback, result }) => {
    const told = of('message').filter(({ task }) => task === id);
    if (told.length !== 1) return [`${String(id)} called back ${told.length} times`];
    const isHis = of('delivery').some(
      ({ message, agent }) => message === told[0]?.['id'] && agent === callback,
    );
    return isHis && told[0]?.['body'] === result ? [] : [`${String(id)} told ${JSON.stringify(told[0])}`];
  });
}

function requests(of: Of): readonly string[] {
  return of('request')
    .filter(({ state }) => state === 'open')
    .map(({ id, agent }) => `${String(id)} of ${String(agent)} is open`);
}

/** Of agents that lived on, every turn came to its own end. */
function turns(of: Of): readonly string[] {
  return of('turn')
    .filter(({ reason }) => reason !== 'completed')
    .map(({ id, session, reason }) => `${String(id)} of ${String(session)} ended as ${String(reason)}`);
}

/** Law 12: what is called alive runs, and what runs is known. */
function processes(of: Of, crew: Crew, { agentsDied }: Judging): readonly string[] {
  const going = of('session').filter(({ state }) => state !== 'ended');
  // One whose keeper died with nothing left to do rests until there is something again.
  const without = going
    .filter(
      (one) => one['process'] === null && !(agentsDied && one['state'] === 'idle' && one['child'] === null),
    )
    .map(({ id, state }) => `${String(id)} is ${String(state)} without a process`);
  const running = going
    .filter((one) => one['process'] !== null)
    .map(({ id, process }) => ({ id: String(id), pid: (process as { pid: number }).pid }));
  const dead = running
    .filter(({ pid }) => !isThere(pid))
    .map(({ id, pid }) => `${id} is said to run as ${pid}, which is gone`);
  const known = new Set(running.map(({ pid }) => pid));
  const strays = agentProcesses(crew.root)
    .filter(({ pid }) => !known.has(pid))
    .map(({ pid, command }) => `${pid} has survived: ${command}`);
  const ghosts = of('agent')
    .filter(
      ({ marker, state, id }) =>
        marker !== null &&
        state === 'live' &&
        !of('session').some((one) => one['agent'] === id && one['state'] !== 'ended'),
    )
    .map(({ id }) => `${String(id)} counts as live and has no session`);
  return [...without, ...dead, ...strays, ...ghosts];
}

interface Entry {
  readonly type: string;
  readonly n?: number;
  readonly text?: string;
  readonly child?: string;
}

/** Every line is whole, in order, and each text of an agent stands there once; every turn that began has ended. */
function transcripts(of: Of, { root }: Crew, { agentsDied }: Judging): readonly string[] {
  const folder = join(root, '.shoal/transcripts');
  return readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    const problems: string[] = lines.pop() === '' ? [] : [`${name} ends in the middle of a line`];
    const all = lines.map((line) => JSON.parse(line) as Entry);
    const entries = all.filter(({ type }) => type !== 'checkpoint');
    if (entries.some(({ n }, at) => n !== at + 1)) problems.push(`${name} is not numbered one by one`);
    const texts = entries.filter(({ type }) => type === 'text').map(({ text }) => text ?? '');
    // What an agent repeats of its input may stand there again when another was given it.
    const once = agentsDied
      ? /said \d+-\d+\.|did t\d+ by \d+/g
      : /said \d+-\d+\.|did t\d+ by \d+|note \d+\./g;
    const unique = texts.flatMap((text) => text.match(once) ?? []);
    for (const text of new Set(unique.filter((one, at) => unique.indexOf(one) !== at)))
      problems.push(`${name} holds twice: ${text}`);
    const session = of('session').find(({ id }) => `${String(id)}.jsonl` === name);
    const count = (type: string) => entries.filter((entry) => entry.type === type).length;
    if (session?.['turns'] !== count('turn-end'))
      problems.push(`${name} has ${count('turn-end')} turns, the record ${String(session?.['turns'])}`);
    if (count('turn-start') !== count('turn-end'))
      problems.push(`${name}: ${count('turn-start')} turns began, ${count('turn-end')} ended`);
    if (!agentsDied && livedTimes(entries) !== 1)
      problems.push(`${name} was started ${livedTimes(entries)} times`);
    return problems;
  });
}

/** A start that the daemon did not survive stands there too; nothing was heard of such a program. */
function livedTimes(entries: readonly Entry[]): number {
  const told = entries.filter(({ type }) => type !== 'notice');
  return told.filter(({ type }, at) => type === 'start' && told[at + 1]?.type !== 'start').length;
}

function numberOf(id: string): number {
  return Number(id.slice(1));
}
