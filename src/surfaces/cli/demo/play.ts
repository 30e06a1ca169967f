import { demoFailure } from './failure.ts';
import type { Cast } from './cast.ts';
import { type DemoEvent, followLog } from './event-stream.ts';
import { project } from './project.ts';
import { addTasks, type Stage } from './stage.ts';

/** The one that is killed as soon as it has said how far it is. */
const victim = 'dirac';

/** Follows the log: brings the tasks when all agents are there, kills one in its task, and returns when all is done. */
export async function play(
  stage: Stage,
  cast: Cast,
  signal: AbortSignal,
  tell: (event: DemoEvent) => void,
): Promise<void> {
  const over = new AbortController();
  const all = AbortSignal.any([signal, over.signal]);
  const direct = async () => {
    const missing = new Set(cast.names);
    let left = project.length;
    for await (const event of followLog(stage.directory, stage.env, all)) {
      tell(event);
      const { type, change, actorName } = event;
      const name = change?.['name'];
      if (event.id.startsWith('a') && typeof name === 'string' && missing.delete(name) && missing.size === 0)
        await addTasks(stage);
      if (type === 'task.progressed' && actorName === victim) cast.kill(victim);
      if (type === 'task.failed') throw demoFailure(`${event.id} failed`);
      if (type === 'task.done') left -= 1;
      if (left === 0) return;
    }
    throw demoFailure(`stopped with ${left} of ${project.length} tasks left`);
  };
  try {
    await Promise.race([direct(), cast.failed]);
  } finally {
    over.abort();
  }
}
