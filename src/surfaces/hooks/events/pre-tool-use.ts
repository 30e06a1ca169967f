import { ShoalError } from '../../../domain/errors.ts';
import { requireAgent, resolveCaller } from '../../../operations/caller.ts';
import type { Context } from '../../../operations/context.ts';
import type * as contracts from '../../../operations/contracts/lock.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { mail } from '../../../operations/handlers/hook/mail.ts';
import { check } from '../../../operations/handlers/lock/check.ts';
import type { HookAnswer } from '../dialect.ts';
import { asMember, unlessUnknown } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import type { Write } from '../shell-writes.ts';
import { denialText, type Obstacle, urgentText } from '../texts.ts';

type Verdict = OutputOf<typeof contracts.lockCheck>[number];

/**
 * A path that another holds is refused; a free one is locked for this session, in one transaction; one that it holds
 * already costs no write until a tenth of its lease is over. Urgent mail comes before the call: the call is refused with it.
 */
export const preToolUse: EventAnswer = async ({ call, now }, context) => {
  const paths = call.writes.map(({ path }) => path);
  const verdicts = paths.length === 0 ? [] : await asMember(context, () => check(context, { paths }));
  const obstacles = verdicts.flatMap(toObstacle);
  if (obstacles.length > 0) {
    await asMember(context, () => knownCaller(context));
    return { deny: denialText(obstacles, now) };
  }
  const urgent = await unlessUnknown(() => mail(context, { urgent: true }));
  if (urgent !== null && urgent.value.messages.length > 0) return { deny: urgentText(urgent.value) };
  const wanted = paths.filter((_path, at) => isToLock(call.writes[at], verdicts[at]));
  return wanted.length === 0 ? {} : lock(context, wanted);
};

/** Throws NOT_JOINED: who is refused must be somebody, to ask or wait for the lock. */
function knownCaller(context: Context): Promise<unknown> {
  return context.store.read((view) => requireAgent(resolveCaller(view, context)));
}

function isToLock(write: Write | undefined, verdict: Verdict | undefined): boolean {
  if (write === undefined || verdict === undefined || write.isWide) return false;
  return verdict.state === 'free' || verdict.renew;
}

function toObstacle({ given, path, state, lock: held }: Verdict): readonly Obstacle[] {
  if (state !== 'held' || held === null) return [];
  const { holderName, task, taskTitle, intent, leaseExpiresAt } = held;
  return [
    {
      path: path ?? given,
      lockedPath: held.path,
      holderName,
      task,
      taskTitle,
      intent,
      until: Date.parse(leaseExpiresAt),
    },
  ];
}

/** Files of another worktree get their lock there. Somebody may have been quicker since the read: then it is refused. */
async function lock(context: Context, paths: readonly string[]): Promise<HookAnswer> {
  const { take } = await import('../../../operations/handlers/lock/take.ts');
  try {
    for (const group of byTree(context, paths))
      await asMember(context, () => take(context, { paths: group, auto: true }));
    return {};
  } catch (error) {
    if (!(error instanceof ShoalError) || error.code !== 'LOCKED') throw error;
    return { deny: `Shoal: ${error.message}\nNothing was written. ${error.hint ?? ''}` };
  }
}

function byTree(context: Context, paths: readonly string[]): readonly string[][] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const { tree } = context.paths.resolve(path);
    groups.set(tree, [...(groups.get(tree) ?? []), path]);
  }
  return [...groups.values()];
}
