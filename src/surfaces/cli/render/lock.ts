import type * as contracts from '../../../operations/contracts/lock.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { columns, lines, literal, nextStep, paint, type Style, until } from './style.ts';

type Lock = OutputOf<typeof contracts.lockRelease>[number];

export function renderTake({ locks, warnings }: OutputOf<typeof contracts.lockTake>, style: Style): string {
  return lines(
    ...locks.map((lock) => `${lock.id}  locked ${where(lock)}, lapses ${until(style, lock.leaseExpiresAt)}`),
    ...warnings.map((warning) => paint(style, 'needsYou', `warning: ${literal(warning)}`)),
    nextStep(style, 'shoal unlock --all'),
  );
}

export function renderRelease(locks: OutputOf<typeof contracts.lockRelease>): string {
  if (locks.length === 0) return 'Nothing to unlock.';
  return lines(...locks.map((lock) => `${lock.id}  unlocked ${where(lock)}`));
}

export function renderBreak(locks: OutputOf<typeof contracts.lockBreak>): string {
  return lines(
    ...locks.map((lock) => `${lock.id}  ended: ${where(lock)}; ${literal(lock.holderName)} is told`),
  );
}

export function renderList(locks: OutputOf<typeof contracts.lockList>, style: Style): string {
  if (locks.length === 0) return 'No locks.';
  const rows = locks.map((lock) => [
    lock.id,
    where(lock),
    literal(lock.holderName),
    lock.task ?? '-',
    until(style, lock.leaseExpiresAt),
    lock.waiters.map(({ agentName }) => literal(agentName)).join(', ') || '-',
    lock.intent === null ? (lock.auto ? 'by an edit' : '') : literal(lock.intent),
  ]);
  const heading = ['id', 'path', 'holder', 'task', 'lapses', 'waiting', 'intent'];
  return columns(style, rows, { heading, flexible: 6 });
}

export function renderCheck(verdicts: OutputOf<typeof contracts.lockCheck>, style: Style): string {
  return columns(
    style,
    verdicts.map((verdict) => verdictRow(verdict, style)),
  );
}

function verdictRow(
  { given, state, lock, advice }: OutputOf<typeof contracts.lockCheck>[number],
  style: Style,
): readonly string[] {
  const holder =
    state === 'held' && lock !== null
      ? `by ${literal(lock.holderName)}, lapses ${until(style, lock.leaseExpiresAt)}`
      : '';
  return [state, literal(given), holder, advice === null ? '' : literal(advice)];
}

function where({ path, shared, tree }: Lock): string {
  const scope = tree === '*' ? ' in all worktrees' : '';
  return `${literal(path)}${shared ? ' (shared)' : ''}${scope}`;
}
