import { literal, paint, type Style } from '../render/style.ts';
import type { DemoEvent } from './event-stream.ts';

/** What happens, as one line each, for whoever looks on; null for what is not worth a line. */
export function createStory(style: Style): (event: DemoEvent) => string | null {
  let startedAt: number | undefined;
  const names = new Map<string, string>();
  return (event) => {
    const said = lineOf(event);
    if (said === null) return null;
    startedAt ??= Date.parse(event.at);
    const seconds = ((Date.parse(event.at) - startedAt) / 1000).toFixed(2).padStart(6);
    return `${paint(style, 'quiet', `${seconds} s`)}  ${actorOf(event, names).padEnd(6)} ${said}`;
  };
}

/** Whoever takes another name is still called by the one before, as long as that is what is told. */
function actorOf({ type, id, actor, actorName, change }: DemoEvent, names: Map<string, string>): string {
  const before = names.get(id);
  const name = change?.['name'];
  if (type.startsWith('agent.') && typeof name === 'string') names.set(id, name);
  return (actor === id ? before : undefined) ?? actorName ?? 'shoal';
}

function lineOf({ type, task, id, change, agentName }: DemoEvent): string | null {
  const field = (name: string) => {
    const value = change?.[name];
    return typeof value === 'string' ? literal(value) : '';
  };
  switch (type) {
    case 'agent.gone':
      return `${agentName ?? id} is gone: ${field('leftReason')}`;
    case 'agent.joined':
      return `joined as ${field('name')}`;
    case 'agent.updated':
      return change?.['name'] === undefined ? null : `is now ${field('name')}`;
    case 'task.claimed':
      return `claimed ${task ?? id}`;
    case 'task.done':
      return `finished ${task ?? id}`;
    case 'task.lapsed':
      return `${task ?? id} is ready again`;
    case 'task.noted':
      return `was refused an edit, and noted it on ${task ?? id}`;
    case 'lock.taken':
      return isProjectFile(change?.['path']) ? `locked ${field('path')}` : null;
    case 'message.sent':
      return `to ${field('to')}: ${field('body')}`;
    case 'message.asked':
      return `asked ${field('to')}: ${field('body')}`;
    case 'message.answered':
      return `answered: ${field('body')}`;
    default:
      return null;
  }
}

function isProjectFile(path: unknown): boolean {
  return typeof path === 'string' && !path.startsWith('.git/');
}
