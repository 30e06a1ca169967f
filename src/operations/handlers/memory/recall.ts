import { relevance, termsOf, type Question } from '../../../domain/memory.ts';
import type { Memory } from '../../../domain/plane.ts';
import type { View } from '../../../store/port.ts';
import { resolveCaller } from '../../caller.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/memory.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName, isoInstant } from '../../present.ts';
import { currentTask } from '../task/current.ts';

type Input = InputOf<typeof contracts.memoryRecall>;
export type MemoryObject = OutputOf<typeof contracts.memoryForget>;

const shownDefault = 5;
/** Memories that one word or tag brings into the choice: the newest. */
const candidatesMax = 50;

export const recall: Handler<Input, MemoryObject[]> = (context, input) =>
  context.store.read((view) => {
    const agent = resolveCaller(view, context).agent;
    const held = agent === null ? null : currentTask(view, agent.id);
    const task = held === null ? undefined : view.get('task', held);
    const about = input.query ?? `${task?.title ?? ''} ${task?.description ?? ''}`;
    const tags = input.tags ?? (input.query === undefined ? (task?.tags ?? []) : []);
    const limit = input.limit ?? shownDefault;
    const wanted = (memory: Memory): boolean =>
      (input.queue === undefined || memory.queue === input.queue) &&
      (input.tags === undefined || memory.tags.some((tag) => input.tags?.includes(tag)));
    if (termsOf(about).length + tags.length === 0) {
      if (input.query !== undefined) return []; // a question without a word shares none with anything
      const newest = view.list('memory', { newestFirst: true, limit: 1_000 }).filter(wanted);
      return newest.slice(0, limit).map((memory) => toMemory(view, memory, 0));
    }
    return best(view, { terms: termsOf(about), tags }, limit, wanted);
  });

/** What matters most for a question, best first; memories that share nothing with it are never among them. */
export function best(
  view: View,
  question: Question,
  limit: number,
  wanted: (memory: Memory, score: number) => boolean = () => true,
): MemoryObject[] {
  const candidates = new Map<string, Memory>();
  const known = new Map<string, number>();
  for (const term of question.terms) {
    const found = view.list('memory', { where: { terms: term }, newestFirst: true, limit: candidatesMax });
    known.set(term, found.length);
    for (const memory of found) candidates.set(memory.id, memory);
  }
  for (const tag of question.tags) {
    const found = view.list('memory', { where: { tags: tag }, newestFirst: true, limit: candidatesMax });
    for (const memory of found) candidates.set(memory.id, memory);
  }
  return [...candidates.values()]
    .map((memory) => ({ memory, score: relevance(memory, question, known, view.now) }))
    .filter(({ memory, score }) => score > 0 && wanted(memory, score))
    .toSorted((a, b) => b.score - a.score || Number(b.memory.id.slice(1)) - Number(a.memory.id.slice(1)))
    .slice(0, limit)
    .map(({ memory, score }) => toMemory(view, memory, score));
}

export function toMemory(view: View, memory: Memory, score: number): MemoryObject {
  return {
    id: memory.id,
    text: memory.text,
    tags: [...memory.tags],
    outcome: memory.outcome,
    task: memory.task,
    queue: memory.queue,
    agent: memory.agent,
    agentName: agentName(view, memory.agent),
    createdAt: isoInstant(memory.createdAt),
    score: Math.round(score * 1_000) / 1_000,
  };
}
