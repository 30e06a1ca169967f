import { agentNames, type History, recordsOf, replay } from './history.ts';
import type { Law } from './laws.ts';
import { contestedFile, contestedSecond } from './project.ts';

/** What every run of the demo must have shown, besides the laws. */
export const scenes: readonly Law[] = [
  {
    name: 'a hook refused an edit of a locked file, and a question and its answer settled it',
    check: refusalSettled,
  },
  { name: 'an agent was killed in the middle of a task, and another finished it', check: killedAndHealed },
];

function refusalSettled(history: History): readonly string[] {
  const names = agentNames(history);
  const isSecond = (agent: unknown) => names.get(String(agent)) === contestedSecond;
  const refusedAt = history.events.find(
    ({ type, actor, change }) =>
      type === 'task.noted' && isSecond(actor) && JSON.stringify(change).includes('was refused'),
  )?.seq;
  if (refusedAt === undefined) return ['no edit was refused'];
  const answered = history.events.find(
    ({ seq, type, change }) =>
      seq > refusedAt && type.startsWith('message.') && change?.['state'] === 'answered',
  );
  if (answered === undefined) return ['the question about it was never answered'];
  const locked = history.events.some(
    ({ seq, kind, change }) =>
      seq > answered.seq &&
      kind === 'lock' &&
      change?.['path'] === contestedFile &&
      isSecond(change['holder']),
  );
  return locked ? [] : ['the edit was never made'];
}

function killedAndHealed(history: History): readonly string[] {
  const killed = recordsOf(history, 'agent').filter(({ leftReason }) => leftReason === 'died');
  if (killed.length === 0) return ['nobody was killed'];
  const lost: { task: string; by: string }[] = [];
  replay(history, ({ kind, id, change }, before) => {
    const holder = kind === 'task' ? before.get('task', id)?.['holder'] : undefined;
    if (
      change?.['holder'] === null &&
      change['state'] === 'ready' &&
      typeof holder === 'string' &&
      killed.some((agent) => agent['id'] === holder)
    )
      lost.push({ task: id, by: holder });
  });
  if (lost.length === 0) return ['the one that was killed lost no task'];
  return lost.flatMap(({ task, by }) => {
    const { completedBy } = recordsOf(history, 'task').find(({ id }) => id === task) ?? {};
    return typeof completedBy === 'string' && completedBy !== by
      ? []
      : [`${task} was not finished by another`];
  });
}
