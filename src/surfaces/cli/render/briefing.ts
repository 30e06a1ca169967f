import type * as contracts from '../../../operations/contracts/agent.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { lines, literal, literalBlock, type Style, until } from './style.ts';

const requestsMax = 3;

type Briefing = OutputOf<typeof contracts.agentPrime>;

/** About 700 tokens at most: the same text goes to a person, to a model by hook, and to one that asks. */
export function renderPrime(briefing: Briefing, style: Style): string {
  const { status, tasks, locks, next } = briefing;
  if (status === 'no workspace') return lines('Shoal: there is no workspace here.', ...nextLines(next));
  return lines(
    who(briefing),
    briefing.paused ? 'The workspace is paused: no new claims.' : undefined,
    ...tasks.map((task) => taskLines(task, style)),
    tasks.length === 0 && status === 'joined' ? `You hold no task; ${briefing.ready} ready.` : undefined,
    locks.length === 0 ? undefined : `You hold locks on: ${locks.map(literal).join(', ')}`,
    ...requestLines(briefing, style),
    ...mailLines(briefing),
    ...nextLines(next),
  );
}

function who({ status, id, name, role, leader }: Briefing): string {
  const leads =
    leader === null
      ? 'nobody leads'
      : leader.agent === id
        ? `you lead (term ${leader.term})`
        : `${literal(leader.agentName)} leads`;
  if (status === 'not joined')
    return `Shoal: you ${name === null ? 'have not joined' : `are ${literal(name)}, a person`}; ${leads}.`;
  return `Shoal: you are ${literal(name ?? '')} (${id}${role === null ? '' : `, role ${literal(role)}`}); ${leads}.`;
}

function taskLines(task: Briefing['tasks'][number], style: Style): string {
  const { id, title, description, context, progress, notes, leaseExpiresAt } = task;
  const part = (label: string, text: string | null) =>
    text === null ? undefined : `  ${label}:\n${literalBlock(text, '    ')}`;
  return lines(
    `You hold ${id} ${literal(title)} (lease ends ${until(style, leaseExpiresAt)}; any command renews it)`,
    part('what', description),
    part('know', context),
    part('progress so far', progress),
    ...notes.map(({ byName, text }) => `  note by ${literal(byName ?? 'nobody')}: ${literal(text)}`),
  );
}

function requestLines({ requests, id: self }: Briefing, style: Style): readonly string[] {
  return requests.slice(0, requestsMax).map(({ id, agent, agentName, title, dueAt, defaultOutcome }) => {
    const who = agent === self ? 'You wait' : `${literal(agentName)} waits`;
    const end = dueAt === null ? '' : ` (by default ${defaultOutcome} ${until(style, dueAt)})`;
    return `${who} for a decision: ${id} ${literal(title)}${end}`;
  });
}

function mailLines({ unread, mail }: Briefing): readonly string[] {
  if (unread === 0) return [];
  const first = mail.map(
    ({ id, fromName, kind, body }) => `  ${id} ${kind} from ${literal(fromName)}: ${literal(body)}`,
  );
  return [`${unread} unread:`, ...first];
}

function nextLines(next: Briefing['next']): readonly string[] {
  return next.length === 0 ? [] : ['Next:', ...next.map((one) => `  ${literal(nextLine(one))}`)];
}

/** `shoal claim   (take the next task)`. */
export function nextLine({ command, why }: Briefing['next'][number]): string {
  return why === null ? command : `${command}   (${why})`;
}
