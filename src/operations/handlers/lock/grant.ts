import { ShoalError } from '../../../domain/errors.ts';
import { covers, isHeld, overlapsElsewhere, type Wanted } from '../../../domain/lock.ts';
import type { PathPattern } from '../../../domain/path-pattern.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName } from '../../present.ts';
import { currentTask } from '../task/current.ts';
import { toLock } from './present.ts';

type Input = InputOf<typeof contracts.lockTake>;

/** Nothing is in the way: every path gets its lock, new or renewed. */
export function grant(
  tx: Transaction,
  context: Pick<Context, 'settings'>,
  wanted: Wanted,
  input: Input,
): OutputOf<typeof contracts.lockTake> {
  const terms = termsOf(tx, context, wanted, input);
  const locks = tx.list('lock', { where: { repo: wanted.repo } });
  const own = locks.filter((lock) => lock.holder === wanted.agent && isHeld(lock, tx.now));
  const warnings = locks.filter((lock) => isHeld(lock, tx.now) && overlapsElsewhere(lock, wanted));
  const granted = wanted.patterns.map((pattern) => grantOne(tx, context, { wanted, pattern, own, terms }));
  return {
    locks: granted.map((lock) => toLock(tx, lock)),
    warnings: warnings.map((lock) => warning(tx, lock)),
  };
}

/** What every lock of one request has in common. */
interface Terms {
  readonly auto: boolean;
  readonly leaseMs: number;
  readonly task: string | null;
  readonly intent: string | null;
}

function termsOf(
  tx: Transaction,
  { settings }: Pick<Context, 'settings'>,
  wanted: Wanted,
  input: Input,
): Terms {
  const auto = input.auto === true;
  return {
    auto,
    leaseMs: input.leaseMs ?? (auto ? settings.autoLockLeaseMs : settings.lockLeaseMs),
    task: currentTask(tx, wanted.agent),
    intent: input.intent ?? null,
  };
}

interface Grant {
  readonly wanted: Wanted;
  readonly pattern: PathPattern;
  readonly own: readonly ByKind<'lock'>[];
  readonly terms: Terms;
}

function grantOne(tx: Transaction, context: Pick<Context, 'settings'>, grant: Grant): ByKind<'lock'> {
  const { wanted, pattern, own, terms } = grant;
  const same = own.find((lock) => lock.tree === wanted.tree && lock.path === pattern.text);
  if (same !== undefined) return renew(tx, same, wanted, terms);
  // An edit below a path that the agent holds already needs no lock of its own.
  const covering = terms.auto ? own.find((lock) => covers(lock, wanted, pattern)) : undefined;
  if (covering !== undefined) return covering.auto ? renew(tx, covering, wanted, terms) : covering;
  return create(tx, context, grant);
}

/** The longer lease and the stronger mode stay; what was automatic becomes explicit when asked for. */
function renew(tx: Transaction, lock: ByKind<'lock'>, wanted: Wanted, terms: Terms): ByKind<'lock'> {
  const leaseExpiresAt = Math.max(lock.leaseExpiresAt, tx.now + terms.leaseMs);
  const isUpgrade = lock.shared && !wanted.shared;
  const patch = {
    leaseExpiresAt,
    dueAt: leaseExpiresAt,
    leaseMs: terms.leaseMs,
    shared: lock.shared && wanted.shared,
    auto: lock.auto && terms.auto,
    task: terms.task ?? lock.task,
    intent: terms.intent ?? lock.intent,
    ...(isUpgrade ? { fence: tx.nextFence() } : {}),
  };
  const type = isUpgrade ? 'lock.upgraded' : 'lock.renewed';
  return tx.update('lock', lock.id, patch, { type, task: patch.task, agent: lock.holder });
}

function create(
  tx: Transaction,
  { settings }: Pick<Context, 'settings'>,
  { wanted, pattern, terms }: Grant,
): ByKind<'lock'> {
  refuseTooMany(tx, settings.locksMax);
  const leaseExpiresAt = tx.now + terms.leaseMs;
  const lock: ByKind<'lock'> = {
    id: tx.nextId('lock'),
    repo: wanted.repo,
    tree: wanted.tree,
    path: pattern.text,
    shared: wanted.shared,
    holder: wanted.agent,
    ...terms,
    leaseExpiresAt,
    dueAt: leaseExpiresAt,
    fence: tx.nextFence(),
    createdAt: tx.now,
  };
  tx.create('lock', lock, { type: 'lock.taken', task: lock.task, agent: lock.holder });
  return lock;
}

function refuseTooMany(tx: Transaction, max: number): void {
  const count = Object.values(tx.count('lock', 'repo')).reduce((sum, one) => sum + one, 0);
  if (count < max) return;
  throw new ShoalError('LIMIT', `There are ${count} locks, the most allowed.`, {
    hint: 'Lock a directory instead of its files, or release some: `shoal unlock --all`.',
    details: { count, max },
  });
}

function warning(tx: Transaction, lock: ByKind<'lock'>): string {
  const name = agentName(tx, lock.holder) ?? lock.holder;
  return `${name} holds ${lock.path} in another worktree (${lock.tree}); --repo would exclude it.`;
}
