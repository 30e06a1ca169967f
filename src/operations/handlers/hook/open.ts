import { isOpenQuestion } from '../../../domain/message.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { requireAgent, resolveCaller } from '../../caller.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/hook.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName } from '../../present.ts';
import { runningTasks } from '../agent/holdings.ts';

type Output = OutputOf<typeof contracts.hookOpen>;

const shownMax = 5;

export const open: Handler<InputOf<typeof contracts.hookOpen>, Output> = (context) =>
  context.store.read((view) => {
    const agent = requireAgent(resolveCaller(view, context));
    const tasks = runningTasks(view, context, agent.id).slice(0, shownMax);
    const asked = view.list('delivery', { where: { openQuestionFor: agent.id } });
    const questions = asked.filter((delivery) => isOpenQuestion(delivery, view.now)).slice(0, shownMax);
    return {
      tasks: tasks.map(({ id, title }) => ({ id, title })),
      questions: questions.flatMap((delivery) => toQuestion(view, delivery)),
    };
  });

function toQuestion(view: View, delivery: ByKind<'delivery'>): Output['questions'] {
  const message = view.get('message', delivery.message);
  if (message === undefined) return [];
  const { id, from, body } = message;
  return [{ id, fromName: agentName(view, from) ?? from, body }];
}
