import { factsOf } from '../../cli/render/log.ts';
import { span } from '../../cli/render/style.ts';
import type { LogEntry, Snapshot } from './snapshot.ts';

export const sectionNames = ['problems', 'agents', 'tasks', 'locks', 'log'] as const;
export type SectionName = (typeof sectionNames)[number];

/** One line of the dashboard; every text in it is as somebody wrote it and is escaped when it is drawn. */
export interface Row {
  /** Stays the same while the thing does, so that a selection does not jump. */
  readonly key: string;
  /** A word of the one state map. */
  readonly state: string;
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly age: string;
  /** What `enter` shows. */
  readonly detail: readonly (readonly [label: string, text: string])[];
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Said when there are no rows. */
  readonly empty: string;
}

type Request = Snapshot['status']['requests'][number];
type Agent = Snapshot['status']['agents'][number];
type Task = Snapshot['tasks'][number];
type Lock = Snapshot['locks'][number];

/** The snapshot as sections of rows, what needs someone first in each. */
export function toSections(snapshot: Snapshot, now: number): Readonly<Record<SectionName, Section>> {
  const { status, locks, events } = snapshot;
  const agents = status.agents.map((agent) => agentRow(agent, now));
  const tasks = snapshot.tasks.toSorted(byUrgency).map((task) => taskRow(task, now));
  return {
    problems: { title: 'Problems', rows: problemsOf(snapshot, now), empty: 'Nobody needs you.' },
    agents: {
      title: 'Agents',
      rows: agents,
      empty: 'Nobody is here yet: shoal spawn 2, or shoal join in a session.',
    },
    tasks: { title: `Tasks  ${counts(status.tasks)}`, rows: tasks, empty: 'No open tasks: shoal add "…"' },
    locks: { title: 'Locks', rows: locks.map((lock) => lockRow(lock, now)), empty: 'Nothing is locked.' },
    log: {
      title: 'Log',
      rows: events.map((event) => eventRow(event, now)),
      empty: 'Nothing has happened yet.',
    },
  };
}

function problemsOf({ status, tasks }: Snapshot, now: number): readonly Row[] {
  const paused: readonly Row[] = status.paused
    ? [
        row(
          'paused',
          'waiting',
          '',
          'paused',
          `by ${status.pausedByName ?? 'someone'}: ${status.pauseReason ?? 'no reason given'}; shoal resume`,
          '',
        ),
      ]
    : [];
  const agents = status.agents.filter(
    ({ hung, state, alive }) => hung || state === 'needs you' || alive === 'dead' || alive === 'stopped',
  );
  const requests = status.requests.map((request) => requestRow(request, now));
  const failed = tasks.filter(({ state }) => state === 'failed');
  return [
    ...paused,
    ...requests,
    ...agents.map((agent) => ({ ...agentRow(agent, now), key: `problem:${agent.id}` })),
    ...failed.map((task) => ({
      ...taskRow(task, now),
      key: `problem:${task.id}`,
      text: `${task.error ?? 'no reason given'} — ${task.title}`,
    })),
  ];
}

function requestRow(request: Request, now: number): Row {
  const { id, agentName, requestKind, title, dueAt, defaultOutcome, by, task } = request;
  const decide =
    requestKind === 'question' ? `shoal reply ${id} TEXT` : `shoal approve ${id}, reject ${id} -r`;
  const end = dueAt === null ? '' : `; ${defaultOutcome} in ${span(Date.parse(dueAt) - now)}`;
  return {
    ...row(
      `request:${id}`,
      'needs you',
      id,
      agentName,
      `${title} (${decide}${end})`,
      since(request.createdAt, now),
    ),
    detail: [
      [requestKind, title],
      ['task', task ?? '-'],
      ['who decides', ['a person', ...by].join(', ')],
      ['deadline', dueAt === null ? '-' : `${dueAt}, then ${defaultOutcome}`],
      ['all of it', `shoal request ${id}`],
    ],
  };
}

function agentRow(agent: Agent, now: number): Row {
  const { id, name, task, taskTitle, workingOn, hung, leader, lastSeenAt } = agent;
  const doing = task === null ? (workingOn ?? '') : `${task} ${taskTitle ?? ''}`;
  return {
    ...row(id, hung ? 'hung' : agent.state, id, leader ? `${name} ★` : name, doing, since(lastSeenAt, now)),
    detail: [
      ['harness', agent.harness],
      ['role', [agent.role ?? '-', ...agent.capabilities].join(', ')],
      ['process', `${agent.pid ?? '-'} ${agent.alive}`],
      ['locks', agent.locks.join('  ') || '-'],
      ['directory', agent.directory ?? '-'],
      ['seen', lastSeenAt],
    ],
  };
}

function taskRow(task: Task, now: number): Row {
  const { id, state, priority, holderName, title, updatedAt } = task;
  const text = [title, ...(task.progress === null ? [] : [`— ${task.progress}`])].join(' ');
  return {
    ...row(id, state, id, holderName ?? `p${priority}`, text, since(task.claimedAt ?? updatedAt, now)),
    detail: [
      ['title', title],
      ['what', task.description ?? '-'],
      ['needs', [...task.dependsOn, ...task.needs].join(', ') || '-'],
      ['attempts', `${task.attempts} of ${task.maxAttempts}`],
      ['lease', task.leaseExpiresAt ?? '-'],
      ['result', task.result ?? task.error ?? '-'],
      ...task.notes.map((note) => ['note', `${note.byName ?? '-'}: ${note.text}`] as const),
    ],
  };
}

function lockRow(lock: Lock, now: number): Row {
  const { id, path, holderName, shared, intent, leaseExpiresAt } = lock;
  const text = `${path}${shared ? ' (shared)' : ''}${intent === null ? '' : `  ${intent}`}`;
  return {
    ...row(id, '', id, holderName, text, span(Date.parse(leaseExpiresAt) - now)),
    detail: [
      ['path', path],
      ['tree', lock.tree],
      ['task', lock.task === null ? '-' : `${lock.task} ${lock.taskTitle ?? ''}`],
      ['lapses', leaseExpiresAt],
      ['fence', String(lock.fence)],
    ],
  };
}

function eventRow(event: LogEntry, now: number): Row {
  const facts = factsOf(event);
  const said = ['title', 'path', 'reason', 'body', 'progress', 'result', 'name'].map((field) => facts[field]);
  const text = [event.type, event.id, ...said.filter((value) => typeof value === 'string').slice(0, 1)].join(
    '  ',
  );
  return {
    ...row(`e${event.seq}`, '', String(event.seq), event.actorName ?? 'shoal', text, since(event.at, now)),
    detail: [
      ['at', event.at],
      ['about', [event.task, event.agentName].filter((one) => one !== null).join(', ') || '-'],
      ...Object.entries(facts).map(([field, value]) => [field, JSON.stringify(value)] as const),
    ],
  };
}

function row(key: string, state: string, id: string, name: string, text: string, age: string): Row {
  return { key, state, id, name, text, age, detail: [] };
}

const urgency = ['failed', 'running', 'waiting', 'ready', 'blocked'];

function byUrgency(a: Task, b: Task): number {
  return urgency.indexOf(a.state) - urgency.indexOf(b.state) || b.priority - a.priority;
}

function counts(tasks: Snapshot['status']['tasks']): string {
  const { ready, blocked, running, failed, done } = tasks;
  return `ready ${ready} · blocked ${blocked} · running ${running} · failed ${failed} · done ${done}`;
}

function since(iso: string, now: number): string {
  return span(now - Date.parse(iso));
}
