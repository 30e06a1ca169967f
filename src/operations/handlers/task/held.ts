import { ShoalError } from '../../../domain/errors.ts';
import type { LateResult } from '../../../domain/task.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { requireAgent } from '../../caller.ts';
import { command, ensurePerson } from '../../command.ts';
import type { Context } from '../../context.ts';
import { ambiguous, describeTask, findTask } from '../../lookup.ts';
import { agentName } from '../../present.ts';

/** What a holder sends about its task. */
export interface Word {
  readonly what: LateResult['what'];
  readonly id: string | undefined;
  readonly generation?: number | undefined;
  readonly text: string | null;
}

/**
 * Law 2: applies a holder's word to the task that it holds in its current generation. What anyone else sends who once
 * held it changes nothing: it is kept as a late result, and then refused as STALE.
 */
export async function asHolder<T>(
  context: Context,
  word: Word,
  apply: (tx: Transaction, task: ByKind<'task'>) => T,
): Promise<T> {
  await ensurePerson(context);
  const outcome = await command(context, (tx, caller) => {
    const speaker = caller.agent ?? caller.departed ?? requireAgent(caller);
    const task = spokenOf(tx, speaker, word);
    const isHolder = caller.agent !== null && task.holder === speaker.id;
    if (isHolder && (word.generation === undefined || word.generation === task.generation))
      return { value: apply(tx, task) };
    return { refusal: refuse(tx, task, speaker, word) };
  });
  if ('refusal' in outcome) throw outcome.refusal;
  return outcome.value;
}

/** The task named, else the one held, else the one last lost. */
function spokenOf(tx: Transaction, speaker: ByKind<'agent'>, word: Word): ByKind<'task'> {
  if (word.id !== undefined) return findTask(tx, word.id);
  const held = tx.list('task', { where: { holder: speaker.id } });
  if (held.length > 1) throw ambiguous('task', 'the task you hold', held.map(describeTask));
  const lost = tx
    .list('task', { where: { formerHolders: speaker.id } })
    .toSorted((a, b) => b.updatedAt - a.updatedAt);
  const task = held[0] ?? lost[0];
  if (task !== undefined) return task;
  throw new ShoalError('CONFLICT', `${speaker.name} holds no task.`, {
    hint: 'Take one with `shoal claim`.',
  });
}

function refuse(tx: Transaction, task: ByKind<'task'>, speaker: ByKind<'agent'>, word: Word): ShoalError {
  const isFormer = task.formerHolders.includes(speaker.id) || task.holder === speaker.id;
  const now =
    task.holder === null
      ? `it is ${task.state}`
      : `${agentName(tx, task.holder)} holds it, generation ${task.generation}`;
  if (!isFormer) {
    throw new ShoalError('CONFLICT', `${speaker.name} does not hold ${task.id}: ${now}.`, {
      hint: `Take it first: \`shoal claim ${task.id}\`.`,
    });
  }
  keepLate(tx, task, speaker.id, word);
  return new ShoalError(
    'STALE',
    `${speaker.name} lost ${task.id}: ${now}. Nothing was changed; what you sent is kept with the task.`,
    {
      hint: `See \`shoal explain ${task.id}\`, then \`shoal claim\`.`,
      details: { task: task.id, generation: task.generation },
    },
  );
}

function keepLate(tx: Transaction, task: ByKind<'task'>, agent: string, word: Word): void {
  const id = tx.nextId('late');
  const generation = word.generation ?? Math.max(0, task.generation - 1);
  const late = { id, task: task.id, agent, generation, what: word.what, text: word.text, at: tx.now };
  tx.create('late', late, { type: 'task.late-result', task: task.id, agent });
}
