import { ShoalError } from '../../../domain/errors.ts';
import { bucketMatches, type Claimer, claimed, isAddressedTo, lacking } from '../../../domain/task-rules.ts';
import type { ByKind, TakePatch, Transaction } from '../../../store/port.ts';
import { requireAgent, resolveCaller } from '../../caller.ts';
import { agentCommand, ensurePerson, identify } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findTask } from '../../lookup.ts';
import { isPaused, pausedError } from '../../pause.ts';
import { instantText } from '../../present.ts';
import { sweepAll, sweepDead } from '../../sweep.ts';
import { waitUntil } from '../../wait.ts';
import type { MemoryObject } from '../memory/recall.ts';
import { explainEmpty } from './explain-empty.ts';
import { toTask, type TaskObject } from './present.ts';

type Input = InputOf<typeof contracts.taskClaim>;

export const claim: Handler<Input, OutputOf<typeof contracts.taskClaim>> = async (context, input) => {
  await ensurePerson(context);
  const { id } = input;
  if (id !== undefined) return withLessons(context, await waitForNamed(context, input, id));
  const task = await waitUntil(context, input.waitMs ?? 0, () => claimNext(context, input));
  if (task !== undefined) return withLessons(context, task);
  throw await context.store.read((view) => explainEmpty(view, context, input));
};

/** Looked up once the task is held: nothing that goes wrong there can cost the claim. */
async function withLessons(
  context: Context,
  { isAnythingKnown, task }: Claimed,
): Promise<TaskObject & { memories: MemoryObject[] }> {
  if (!isAnythingKnown) return Object.assign(task, { memories: [] });
  const { lessonsFor } = await import('../memory/lessons.ts');
  return Object.assign(task, { memories: await lessonsFor(context, task.id).catch(() => []) });
}

interface Claimed {
  readonly task: TaskObject;
  readonly isAnythingKnown: boolean;
}

function present(tx: Transaction, context: Context, task: ByKind<'task'>): Claimed {
  return { task: toTask(tx, context, task), isAnythingKnown: tx.list('memory', { limit: 1 }).length > 0 };
}

/** Law 4: before it says that there is nothing, what is due, freed or left by the dead counts. */
async function claimNext(context: Context, input: Input): Promise<Claimed | undefined> {
  for (;;) {
    const task = await takeHead(context, input);
    if (task !== undefined) return task;
    // A sweep is bounded: more may be due than one has applied.
    const swept = await context.store.transact((tx) => {
      tx.actor = resolveCaller(tx, context).agent?.id ?? null;
      return sweepAll(tx, context);
    });
    if (swept === 0) return undefined;
  }
}

async function takeHead(context: Context, input: Input): Promise<Claimed | undefined> {
  const outcome = await context.store.take<'task', Claimed | undefined>('task', 'ready', (tx) => {
    const agent = requireAgent(identify(tx, context));
    // Before the head is looked at: what a dead holder held counts as ready, in its order (laws 4, 5).
    sweepDead(tx, context);
    const held = input.another === true ? undefined : heldTask(tx, agent.id, input.queue);
    if (held !== undefined) return { answer: present(tx, context, held) };
    if (isPaused(tx)) return { answer: undefined };
    const claimer = toClaimer(agent, input);
    const buckets = tx.buckets('task', 'ready').filter((bucket) => bucketMatches(bucket, claimer));
    const patch = claimPatch(tx, context, agent.id, input);
    return { buckets, patch, present: (task) => present(tx, context, task) };
  });
  if ('taken' in outcome) return outcome.presented;
  return 'answer' in outcome ? outcome.answer : undefined;
}

function claimPatch(tx: Transaction, { settings }: Context, agent: string, input: Input): TakePatch<'task'> {
  const leaseMs = input.leaseMs ?? settings.taskLeaseMs;
  quickenLiveness(tx, agent, leaseMs);
  return {
    set: claimed(agent, leaseMs, tx.now),
    add: { generation: 1, attempts: 1 },
    atLeast: { generation: generationFloor(tx) },
    note: { type: 'task.claimed', agent },
  };
}

/** Generations of a later epoch are above all of an earlier one: a lost tail can repeat none. */
function generationFloor(tx: Transaction): number {
  return tx.epoch * 2 ** 32;
}

/** Signs of life are written often enough for the shortest lease held. */
function quickenLiveness(tx: Transaction, agent: string, leaseMs: number): void {
  const seen = tx.get('liveness', agent);
  if (seen === undefined || seen.everyMs <= leaseMs / 10) return;
  tx.update('liveness', agent, { everyMs: leaseMs / 10 }, { type: 'liveness.quickened' });
}

async function waitForNamed(context: Context, input: Input, id: string): Promise<Claimed> {
  const attempt = () => claimNamed(context, input, id);
  if ((input.waitMs ?? 0) === 0) return attempt();
  const task = await waitUntil(context, input.waitMs ?? 0, () => attempt().catch(refuseUnlessItMayBeFreed));
  return task ?? attempt();
}

/** What is held, blocked or not due yet is worth waiting for. */
function refuseUnlessItMayBeFreed(error: unknown): undefined {
  const state =
    error instanceof ShoalError && error.code === 'CONFLICT' ? error.details?.['state'] : undefined;
  if (state !== 'running' && state !== 'blocked' && state !== 'waiting') throw error;
}

function claimNamed(context: Context, input: Input, id: string): Promise<Claimed> {
  return agentCommand(context, (tx, agent) => {
    sweepAll(tx, context);
    const task = findTask(tx, id);
    if (task.holder === agent.id && task.state === 'running') return present(tx, context, task);
    refuseUnclaimable(tx, context, task, toClaimer(agent, {}));
    return present(tx, context, claimTask(tx, context, task, agent.id, input.leaseMs, 'task.claimed'));
  });
}

/** Takes this very task, whoever else wanted it. */
export function claimTask(
  tx: Transaction,
  context: Context,
  task: ByKind<'task'>,
  agent: string,
  leaseMs: number | undefined,
  type: string,
): ByKind<'task'> {
  const lease = leaseMs ?? context.settings.taskLeaseMs;
  quickenLiveness(tx, agent, lease);
  const generation = Math.max(task.generation, generationFloor(tx)) + 1;
  const fields = { ...claimed(agent, lease, tx.now), generation, attempts: task.attempts + 1 };
  return tx.update('task', task.id, fields, { type, task: task.id, agent });
}

function refuseUnclaimable(tx: Transaction, context: Context, task: ByKind<'task'>, claimer: Claimer): void {
  if (isPaused(tx)) throw pausedError(tx);
  const now = toTask(tx, context, task);
  if (now.state !== 'ready') {
    const holder =
      now.holderName === null ? '' : `, held by ${now.holderName} until ${instantText(now.leaseExpiresAt)}`;
    const hint =
      now.state === 'running'
        ? `Ask them, take another, or \`shoal steal ${task.id} --reason …\`.`
        : `See \`shoal explain ${task.id}\`.`;
    throw new ShoalError('CONFLICT', `${task.id} is ${now.state}${holder}.`, {
      hint,
      details: { state: now.state, holder: now.holder },
    });
  }
  refuseUnable(task, claimer, 'take another');
  if (isAddressedTo(task.assignee, claimer)) return;
  throw new ShoalError('NOT_ALLOWED', `${task.id} is reserved for ${task.assignee}.`, {
    hint: `Take another, or \`shoal assign ${task.id} anyone\`.`,
  });
}

/** `otherwise`: what else one that lacks something may do. */
export function refuseUnable(
  { id, needs }: ByKind<'task'>,
  { capabilities }: Pick<Claimer, 'capabilities'>,
  otherwise: string,
): void {
  const lacks = lacking(needs, capabilities);
  if (lacks.length === 0) return;
  throw new ShoalError('NOT_ALLOWED', `${id} needs ${lacks.join(', ')}.`, {
    hint: `Join with \`-c CAPABILITY\`, or ${otherwise}.`,
  });
}

/** The task that the agent has held longest. Who asks for work of one queue is not given what it holds of another. */
function heldTask(tx: Transaction, agent: string, queue: string | undefined): ByKind<'task'> | undefined {
  return tx
    .list('task', { where: { holder: agent } })
    .filter((task) => queue === undefined || task.queue === queue)
    .toSorted((a, b) => (a.claimedAt ?? 0) - (b.claimedAt ?? 0))[0];
}

function toClaimer(agent: ByKind<'agent'>, { queue, tags }: Pick<Input, 'queue' | 'tags'>): Claimer {
  return { name: agent.name, role: agent.role, capabilities: agent.capabilities, queue, tags };
}
