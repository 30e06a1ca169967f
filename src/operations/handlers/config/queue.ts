import { ShoalError } from '../../../domain/errors.ts';
import { queueOfBucket } from '../../../domain/task-rules.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { Config } from '../../ports.ts';
import { ensureDispatched, queuesOf } from '../queue/feed.ts';
import { requireMayQueue } from './allow.ts';
import { toQueue } from './present.ts';
import { requireUnused } from './uses.ts';

export const queueAdd: Handler<
  InputOf<typeof contracts.configQueueAdd>,
  OutputOf<typeof contracts.configQueueAdd>
> = async (context, { name, ...fields }) => {
  const file = await context.config();
  const before = file.read();
  await requireMayQueue(context, [
    ...profilesOf(before, before.queues[name]?.profile),
    ...profilesOf(before, fields.profile),
  ]);
  const after = await file.edit(({ queues }) =>
    Object.hasOwn(queues, name)
      ? Object.entries(fields).map(([key, value]) => ({ path: ['queues', name, key], value }))
      : [{ path: ['queues', name], value: fields }],
  );
  const made = after.queues[name];
  if (made === undefined) throw new ShoalError('INTERNAL', `The queue "${name}" was not written.`);
  await dispatchWaiting(context, name);
  return toQueue(made);
};

/** What was added to the queue before it had workers waits for a daemon. */
async function dispatchWaiting(context: Context, name: string): Promise<void> {
  const isWaitedFor = await context.store.read((view) =>
    view.buckets('task', 'ready').some((bucket) => queueOfBucket(bucket) === name),
  );
  if (isWaitedFor) await ensureDispatched(context, await queuesOf(context, [{ queue: name }]));
}

export const queueRemove: Handler<
  InputOf<typeof contracts.configQueueRemove>,
  OutputOf<typeof contracts.configQueueRemove>
> = async (context, { name }) => {
  const file = await context.config();
  const before = file.read();
  await requireMayQueue(context, profilesOf(before, before.queues[name]?.profile));
  if (Object.hasOwn(before.queues, name)) await requireUnused(context, ['queues', name]);
  await file.edit(({ queues }) => {
    if (Object.hasOwn(queues, name)) return [{ path: ['queues', name], value: undefined }];
    throw new ShoalError('NOT_FOUND', `shoal.yaml configures no queue "${name}".`, {
      hint: `It configures: ${Object.keys(queues).join(', ') || 'none'}.`,
    });
  });
  return { removed: name };
};

/** An unknown profile is refused when the file is checked. */
function profilesOf({ profiles }: Config, name: string | null | undefined) {
  const profile = typeof name === 'string' && Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  return profile === undefined ? [] : [profile];
}
