import type { Obstacles } from '../../../domain/lock.ts';
import { type ErrorCode, ShoalError } from '../../../domain/errors.ts';
import type { View } from '../../../store/port.ts';
import { agentName, instantText } from '../../present.ts';
import { type LockObject, toLock } from './present.ts';

/** Says who is in the way, with what, until when, and what to do instead. */
export function refusal(
  view: View,
  obstacles: Obstacles,
  paths: readonly string[],
  code: ErrorCode = 'LOCKED',
): ShoalError {
  const locks = obstacles.locks.map((lock) => toLock(view, lock));
  const waiters = obstacles.waits.map((wait) => agentName(view, wait.agent) ?? wait.agent);
  const [first] = locks;
  const message = first === undefined ? standsBehind(waiters, paths) : locks.map(heldBy).join('; ');
  const waited = code === 'TIMED_OUT' ? 'Waited in vain: ' : '';
  return new ShoalError(code, `${waited}${message}.`, {
    hint: first === undefined ? waitHint(paths) : advice(first, paths),
    details: { holder: first?.holder ?? null, holderName: first?.holderName ?? null, locks, waiters },
  });
}

/** What someone can do who may not touch a locked path. */
export function advice(lock: LockObject, paths: readonly string[]): string {
  const ask = `ask ${lock.holderName} (\`shoal msg TEXT --to ${lock.holderName}\`)`;
  return `Do something else meanwhile, ${ask}, or ${waitHint(paths)}`;
}

export function deadlock(view: View, cycle: readonly string[], paths: readonly string[]): ShoalError {
  const names = cycle.map((agent) => agentName(view, agent) ?? agent);
  return new ShoalError(
    'DEADLOCK',
    `Waiting for ${paths.join(', ')} would never end: ${names.join(' waits for ')}.`,
    {
      hint: 'Release what they wait for (`shoal unlock PATH`), then lock all that you need in one command.',
      details: { cycle, names },
    },
  );
}

function heldBy(lock: LockObject): string {
  const task =
    lock.task === null ? '' : ` for ${lock.task}${lock.taskTitle === null ? '' : ` "${lock.taskTitle}"`}`;
  const intent = lock.intent === null ? '' : ` (${lock.intent})`;
  const how = lock.shared ? 'locked shared' : 'locked';
  return `${lock.path === '' ? 'The whole tree' : lock.path} is ${how} by ${lock.holderName}${task} until ${instantText(lock.leaseExpiresAt)}${intent}`;
}

function standsBehind(waiters: readonly string[], paths: readonly string[]): string {
  return `${waiters.join(', ')} stood in line for ${paths.join(', ')} before you`;
}

function waitHint(paths: readonly string[]): string {
  return `wait for it: \`shoal lock ${paths.map(quoted).join(' ')} --wait 60s\`.`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
