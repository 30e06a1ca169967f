import { ShoalError } from '../../../domain/errors.ts';
import { blocks, isHeld } from '../../../domain/lock.ts';
import { isWithin } from '../../../domain/path-pattern.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { instantText } from '../../present.ts';
import { toLock } from './present.ts';
import { endLock } from './release.ts';
import { type Request, toRequest } from './wanted.ts';

type Input = InputOf<typeof contracts.lockRelease>;

export const release: Handler<Input, OutputOf<typeof contracts.lockRelease>> = async (context, input) => {
  const paths = pathsToRelease(input);
  const request = paths === 'all' ? undefined : toRequest(context, paths);
  return agentCommand(context, (tx, agent) => {
    const held = tx.list('lock', { where: { holder: agent.id } }).filter((lock) => isHeld(lock, tx.now));
    const chosen = request === undefined ? held : chosenBy(tx, request, agent, held);
    const released = chosen.map((lock) => toLock(tx, lock));
    for (const lock of chosen) endLock(tx, lock, 'lock.released', 'by its holder');
    return released;
  });
};

function pathsToRelease({ paths = [], all = false }: Input): readonly string[] | 'all' {
  if (all && paths.length === 0) return 'all';
  if (!all && paths.length > 0) return paths;
  const message = all ? 'Either name paths or say --all, not both.' : 'Which lock? Nothing was named.';
  throw new ShoalError('INVALID_INPUT', message, {
    hint: 'Use `shoal unlock PATH…`, or `shoal unlock --all`.',
  });
}

function chosenBy(
  tx: Transaction,
  request: Request,
  agent: ByKind<'agent'>,
  held: readonly ByKind<'lock'>[],
): readonly ByKind<'lock'>[] {
  const chosen = new Set<ByKind<'lock'>>();
  const here = held.filter((lock) => lock.repo === request.repo);
  for (const pattern of request.patterns) {
    const within = here.filter((lock) => isWithin(lock.path, pattern));
    if (within.length === 0) refuseForeign(tx, { ...request, patterns: [pattern] }, agent);
    for (const lock of within) chosen.add(lock);
  }
  return [...chosen];
}

/** Nothing of one's own has that name: refused if it is another's or only part of an own lock, else there is nothing to do. */
function refuseForeign(tx: Transaction, request: Request, agent: ByKind<'agent'>): void {
  const wanted = { ...request, agent: agent.id };
  const path = request.patterns[0]?.text ?? '';
  const locks = tx.list('lock', { where: { repo: request.repo } });
  const lock = locks.find((one) => isHeld(one, tx.now) && blocks(one, wanted));
  if (lock !== undefined) {
    const { holderName, leaseExpiresAt, ...other } = toLock(tx, lock);
    throw new ShoalError(
      'NOT_ALLOWED',
      `${lock.path} is locked by ${holderName} until ${instantText(leaseExpiresAt)}, not by you.`,
      {
        hint: `Ask ${holderName} (\`shoal msg TEXT --to ${holderName}\`); if they are stuck: \`shoal lock PATH --steal --reason TEXT\`.`,
        details: { holder: other.holder, holderName, until: leaseExpiresAt },
      },
    );
  }
  const wider = locks.find((one) => one.holder === agent.id && blocks({ ...one, holder: '' }, wanted));
  if (wider === undefined) return;
  throw new ShoalError('CONFLICT', `${path} is part of your lock on ${wider.path}.`, {
    hint: `Release that: \`shoal unlock '${wider.path}'\`.`,
  });
}
