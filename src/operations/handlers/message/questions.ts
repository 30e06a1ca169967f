import { isOpenQuestion } from '../../../domain/message.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName, isoInstant, isoTime } from '../../present.ts';
import { numberOf } from './thread.ts';

type Output = OutputOf<typeof contracts.messageQuestions>;

export const questions: Handler<InputOf<typeof contracts.messageQuestions>, Output> = (context) =>
  context.store.read((view) => questionsToPeople(view).map((message) => toQuestion(view, message)));

/** What agents have asked people, and wait for an answer to; the oldest first, each once. */
export function questionsToPeople(view: View): readonly ByKind<'message'>[] {
  const people = view.list('agent', { where: { state: 'live' } }).filter(({ human }) => human);
  const asked = people.flatMap(({ id }) => view.list('delivery', { where: { openQuestionFor: id } }));
  const open = new Set(asked.filter((one) => isOpenQuestion(one, view.now)).map(({ message }) => message));
  return [...open]
    .flatMap((id) => view.get('message', id) ?? [])
    .toSorted((one, other) => numberOf(one.id) - numberOf(other.id));
}

function toQuestion(view: View, message: ByKind<'message'>): Output[number] {
  const { id, from, body, task, createdAt, expiresAt } = message;
  return {
    id,
    agent: from,
    agentName: agentName(view, from) ?? from,
    text: body,
    task,
    taskTitle: task === null ? null : (view.get('task', task)?.title ?? null),
    createdAt: isoInstant(createdAt),
    expiresAt: isoTime(expiresAt),
  };
}
