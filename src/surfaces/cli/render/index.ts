import { renderGeneric } from './generic.ts';
import type { Style } from './style.ts';

/** Renderers by noun, each loaded when it is needed; `render<Verb>` shows what `noun.verb` answers. */
const modules: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>> = {
  agent: () => import('./agent.ts'),
  chunk: () => import('./chunk.ts'),
  config: () => import('./config.ts'),
  event: () => import('./event.ts'),
  harness: () => import('./harness.ts'),
  leader: () => import('./leader.ts'),
  lock: () => import('./lock.ts'),
  log: () => import('./log.ts'),
  memory: () => import('./memory.ts'),
  message: () => import('./message.ts'),
  pipeline: () => import('./pipeline.ts'),
  policy: () => import('./policy.ts'),
  queue: () => import('./queue.ts'),
  record: () => import('./record.ts'),
  request: () => import('./request.ts'),
  run: () => import('./run.ts'),
  session: () => import('./session.ts'),
  spawn: () => import('./spawn.ts'),
  task: () => import('./task.ts'),
  usage: () => import('./usage.ts'),
  workspace: () => import('./workspace.ts'),
};

/** The answer of an operation as text for people, without a last line break. */
export async function render(operation: string, answer: unknown, style: Style): Promise<string> {
  const [noun = '', verb = ''] = operation.split('.');
  const renderer = (await modules[noun]?.())?.[rendererName(verb)];
  if (typeof renderer !== 'function') return renderGeneric(answer, style);
  return String(await renderer(answer, style)); // its own contract's answer, by the naming convention
}

function rendererName(verb: string): string {
  return `render${verb.replace(/(^|-)([a-z])/g, (_, _dash: string, letter: string) => letter.toUpperCase())}`;
}
