import type { Call, Context, PlanEntry } from './state.ts';
import { list, object, text, type Json } from './wire.ts';

/** The whole plan stands in the input of each TodoWrite. */
export function planFromTodos(context: Context, input: Json): void {
  const entries = list(input['todos']).map(object).map(toEntry);
  context.state.plan = Object.fromEntries(entries.map((entry, index) => [String(index + 1), entry]));
  emitPlan(context);
}

/** TaskCreate, TaskUpdate and TaskList change it one by one, when their result says that they did. */
export function planFromResult(context: Context, call: Call, detail: Json): void {
  const { state } = context;
  switch (call.name) {
    case 'TaskCreate': {
      const task = object(detail['task']);
      const id = text(task['id']);
      if (id === null) return;
      state.plan[id] = toEntry(task);
      break;
    }
    case 'TaskUpdate':
      if (!update(state.plan, call.input ?? {}, detail)) return;
      break;
    case 'TaskList':
      if (!Array.isArray(detail['tasks'])) return;
      state.plan = Object.fromEntries(
        list(detail['tasks'])
          .map(object)
          .map((task) => [String(task['id']), toEntry(task)]),
      );
      break;
    default:
      return;
  }
  emitPlan(context);
}

function update(plan: Record<string, PlanEntry>, input: Json, detail: Json): boolean {
  const id = text(input['taskId']) ?? text(detail['taskId']) ?? '';
  const entry = plan[id];
  if (entry === undefined || detail['success'] === false) return false;
  const status = text(input['status']);
  if (status === 'deleted') delete plan[id];
  else
    plan[id] = {
      text: text(input['subject']) ?? entry.text,
      state: status === null ? entry.state : stateOf(status),
    };
  return true;
}

function emitPlan({ emit, state }: Context): void {
  emit({ type: 'plan', entries: Object.values(state.plan) });
}

function toEntry(task: Json): PlanEntry {
  return {
    text: text(task['content']) ?? text(task['subject']) ?? '',
    state: stateOf(text(task['status'])),
  };
}

function stateOf(status: string | null): PlanEntry['state'] {
  if (status === 'completed') return 'done';
  return status === 'in_progress' ? 'active' : 'pending';
}
