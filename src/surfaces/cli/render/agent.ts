import type * as contracts from '../../../operations/contracts/agent.ts';
import type { z } from 'zod';
import type { OutputOf } from '../../../operations/define.ts';
import { ago, columns, lines, literal, nextStep, plural, stateWord, type Style, whyText } from './style.ts';

export { renderPrime } from './briefing.ts';

export function renderJoin(agent: OutputOf<typeof contracts.agentJoin>, style: Style): string {
  if (agent.export !== null) return agent.export;
  const { id, name, harness, role, boundTo, joined, leader } = agent;
  const facts = [
    literal(harness),
    ...(role === null ? [] : [`role ${literal(role)}`]),
    `known by its ${boundTo}`,
    ...(leader ? ['leads'] : []),
  ];
  return lines(
    `${id}  ${literal(name)}  ${joined ? 'joined' : 'is here already'}: ${facts.join(', ')}`,
    boundTo === 'token'
      ? 'No process to know it by: use  eval "$(shoal join --export)"  and keep the token.'
      : undefined,
    nextStep(style, 'shoal claim'),
  );
}

export function renderLeave({
  id,
  name,
  releasedTasks,
  releasedLocks,
}: OutputOf<typeof contracts.agentLeave>): string {
  const tasks =
    releasedTasks.length === 0
      ? undefined
      : `gave back ${releasedTasks.join(', ')}: ready again, no attempt burnt`;
  const locks = releasedLocks.length === 0 ? undefined : `unlocked ${releasedLocks.map(literal).join(', ')}`;
  return lines(`${id}  ${literal(name)}  left`, tasks, locks);
}

export function renderWhoami(self: OutputOf<typeof contracts.agentWhoami>, style: Style): string {
  const { id, name, harness, role, boundTo, human, task, leader } = self;
  const facts = [
    human ? 'a person' : literal(harness),
    ...(role === null ? [] : [`role ${literal(role)}`]),
    ...(human ? [] : [`known by its ${boundTo}`]),
    ...(leader ? ['leads'] : []),
  ];
  return lines(
    `${id ?? '-'}  ${literal(name)}  ${facts.join(', ')}`,
    task === null ? nextStep(style, 'shoal claim') : `holds ${task}`,
  );
}

export function renderPs(agents: readonly Row[], style: Style): string {
  if (agents.length === 0) return lines('No agents.', nextStep(style, 'shoal join'));
  const heading = narrowed(['id', 'name', 'state', 'harness', 'task', 'locks', 'seen', 'process'], style);
  return columns(
    style,
    agents.map((agent) => agentCells(agent, style)),
    { heading, flexible: 4 },
  );
}

type Row = z.output<typeof contracts.agentRow>;

export function agentCells(agent: Row, style: Style): readonly string[] {
  const name = literal(agent.name) + (agent.leader ? ' ★' : '');
  const task =
    agent.task === null ? whyText(style, agent) : `${agent.task} ${literal(agent.taskTitle ?? '')}`.trim();
  const seen = agent.human ? '-' : ago(style, agent.lastSeenAt);
  const row = [
    agent.id,
    name,
    stateWord(style, agent.hung ? 'hung' : agent.state),
    literal(agent.harness),
    task,
    agent.locks.length === 0 ? '-' : plural(agent.locks.length, 'lock'),
    seen,
    agent.pid === null ? '-' : `${agent.alive} ${agent.pid}`,
  ];
  return narrowed(row, style);
}

/** On a narrow terminal the last column, the process, gives way. */
function narrowed(row: readonly string[], style: Style): readonly string[] {
  return style.width < 72 ? row.slice(0, -1) : row;
}

export function renderKill(killed: OutputOf<typeof contracts.agentKill>, style: Style): string {
  if (killed.length === 0) return 'There was nobody to kill.';
  return lines(...killed.map((one) => killLine(one)), nextStep(style, 'shoal ps'));
}

function killLine(one: OutputOf<typeof contracts.agentKill>[number]): string {
  const { id, name, outcome, killedPids, survivingPids, releasedTasks } = one;
  const said = {
    killed: `killed, ended ${killedPids.length === 1 ? 'process' : 'processes'} ${killedPids.join(', ')}`,
    gone: 'was not running any more',
    survived: `still runs: ${survivingPids.join(', ')}; nothing was freed`,
    unknown: 'has no process to end; its place is freed',
  }[outcome];
  const freed = releasedTasks.length === 0 ? '' : `; ${releasedTasks.join(', ')} ready again`;
  return `${id}  ${literal(name)}  ${said}${freed}`;
}
