import { begin, join, leave, pause, requireAgent, resume, stepDown } from '../naive/agents.ts';
import { buryTheDead } from '../naive/life.ts';
import { heldLocks, lock, unlockAll } from '../naive/locks.ts';
import { assign, cancel, edit, retry, steal } from '../naive/manage.ts';
import { type NaiveAgent, type NaiveState, type NaiveTask, taskOf } from '../naive/state.ts';
import { add, claimNamed, claimNext, speak } from '../naive/tasks.ts';
import { visibleTask } from '../naive/visible.ts';
import type { Action } from './actions.ts';
import { compareAnswer, compareLocks, compareTask } from './compare.ts';
import { doInbox, doMessage } from './mail.ts';
import type { Answer } from './real.ts';
import { both, callerIn, limits, newId, pickTask, setLife, wake, type World } from './world.ts';

const names = ['ann', 'bob', 'cid', 'dee'];

type Of<D extends Action['do']> = Extract<Action, { readonly do: D }>;

/** Does one action in both worlds and compares the answers. */
export async function perform(world: World, action: Action): Promise<void> {
  if ('slot' in action && action.do !== 'life') wake(world, action.slot);
  switch (action.do) {
    case 'join':
      return doJoin(world, action);
    case 'leave':
      return simple(world, action, 'agent.leave', (state) =>
        leave(state, limits, callerIn(world, action.slot)),
      );
    case 'pause':
      return simple(world, action, 'workspace.pause', (state) =>
        pause(state, actor(world, state, action.slot)),
      );
    case 'resume':
      return simple(world, action, 'workspace.resume', (state) =>
        resume(state, limits, actor(world, state, action.slot)),
      );
    case 'stepDown':
      return doStepDown(world, action);
    case 'add':
      return doAdd(world, action);
    case 'claim':
      return doClaim(world, action);
    case 'claimNamed':
      return onTask(world, action, 'task.claim', {}, (state, agent, id) =>
        claimNamed(state, limits, agent, id),
      );
    case 'say':
      return doSay(world, action);
    case 'steal':
      return onTask(world, action, 'task.steal', { reason: 'mine' }, (state, agent, id) =>
        steal(state, limits, agent, id),
      );
    case 'retry':
      return onTask(world, action, 'task.retry', {}, (state, _agent, id) => retry(state, id));
    case 'cancel':
      return onTask(world, action, 'task.cancel', {}, (state, agent, id) => cancel(state, agent, id));
    case 'note':
      return doNote(world, action);
    case 'assign':
      return onTask(world, action, 'task.assign', { assignee: action.to }, (state, _agent, id) =>
        assign(state, id, action.to),
      );
    case 'edit':
      return doEdit(world, action);
    case 'lock':
      return doLock(world, action);
    case 'unlock':
      return doUnlock(world, action);
    case 'msg':
      return doMessage(world, action);
    case 'inbox':
      return doInbox(world, action);
    case 'tick':
      world.real.clock.now += action.ms;
      world.state.now += action.ms;
      return;
    case 'life':
      return setLife(world, action.slot, action.life);
    default:
      action satisfies never;
  }
}

/** Who acts, once time has passed and life was shown. */
export function actor(world: World, state: NaiveState, slot: number): NaiveAgent {
  return requireAgent(begin(state, limits, callerIn(world, slot)));
}

async function simple(
  world: World,
  { slot }: { readonly slot: number },
  operation: Parameters<typeof both>[2],
  change: (state: NaiveState) => void,
): Promise<void> {
  const { real, model } = await both(world, slot, operation, {}, change);
  compareAnswer(real, model);
}

async function doJoin(world: World, action: Of<'join'>): Promise<void> {
  const name = names[action.name] ?? '';
  const capabilities = action.able ? ['gpu'] : [];
  const { role } = action;
  const input = { name, capabilities, ...(role === null ? {} : { role }) };
  const { real, model } = await both(world, action.slot, 'agent.join', input, (state, answer) => {
    const id = newId(answer, (ok) => (ok as { id: string }).id);
    const wish = { id, name, role, capabilities, hasProcess: action.slot < 2 };
    return join(state, limits, callerIn(world, action.slot), wish).id;
  });
  compareAnswer(real, model);
  if ('ok' in model) world.seats[action.slot] = model.ok;
}

async function doStepDown(world: World, action: Of<'stepDown'>): Promise<void> {
  const term = {
    none: undefined,
    current: world.state.leader.term,
    old: Math.max(0, world.state.leader.term - 1),
  }[action.term];
  const { real, model } = await both(
    world,
    action.slot,
    'leader.step-down',
    term === undefined ? {} : { term },
    (state) => stepDown(state, limits, actor(world, state, action.slot), term),
  );
  compareAnswer(real, model);
}

async function doAdd(world: World, action: Of<'add'>): Promise<void> {
  const dependsOn = [...new Set(action.dependsOn.flatMap((pick) => pickTask(world, pick)?.id ?? []))];
  const notBefore = action.delayMs === null ? null : world.state.now + action.delayMs;
  const wish = {
    title: `task ${world.state.tasks.length}`,
    priority: action.priority,
    tags: action.tag === null ? [] : [action.tag],
    needs: action.needs ? ['gpu'] : [],
    assignee: action.assignee,
    dependsOn,
    notBefore,
    maxAttempts: action.maxAttempts,
  };
  const { assignee: _assignee, notBefore: _notBefore, ...common } = wish;
  const input = {
    ...common,
    ...(wish.assignee === null ? {} : { assignee: wish.assignee }),
    ...(notBefore === null ? {} : { notBefore }),
    ...(action.key === null ? {} : { key: action.key }),
  };
  const { real, model } = await both(world, action.slot, 'task.add', input, (state, answer) => {
    const agent = begin(state, limits, callerIn(world, action.slot));
    const key = `${agent?.id ?? '-'} ${action.key}`;
    const kept = action.key === null ? undefined : state.keys.find((one) => one.key === key);
    if (kept !== undefined) return visibleTask(state, limits, taskOf(state, kept.task));
    const task = add(
      state,
      newId(answer, (ok) => (ok as { id: string }).id),
      agent?.id ?? null,
      limits,
      wish,
    );
    if (action.key !== null) state.keys.push({ key, task: task.id });
    return visibleTask(state, limits, task);
  });
  compareTask(real, model);
}

async function doClaim(world: World, action: Of<'claim'>): Promise<void> {
  const wish = {
    tags: action.tag === null ? [] : [action.tag],
    another: action.another,
    leaseMs: action.leaseMs ?? undefined,
  };
  const input = {
    tags: wish.tags,
    another: wish.another,
    ...(action.leaseMs === null ? {} : { leaseMs: action.leaseMs }),
  };
  const { real, model } = await both(world, action.slot, 'task.claim', input, (state) =>
    visibleTask(state, limits, claimNext(state, limits, callerIn(world, action.slot), wish)),
  );
  compareTask(real, model);
}

async function doSay(world: World, action: Of<'say'>): Promise<void> {
  const held = world.state.tasks.filter(
    (task) => task.phase === 'running' && task.holder === world.seats[action.slot],
  );
  const task =
    action.pick % 2 === 0 ? (held[0] ?? pickTask(world, action.pick)) : pickTask(world, action.pick);
  if (task === undefined) return;
  const hasGeneration = action.what === 'done' || action.what === 'fail';
  const generation = hasGeneration ? generationOf(task, action.generation) : undefined;
  const text = action.what === 'release' ? null : `word ${world.state.now}`;
  const input = {
    id: task.id,
    ...(generation === undefined ? {} : { generation }),
    ...{
      done: { summary: text },
      fail: { reason: text, retry: action.retry },
      progress: { text },
      release: {},
    }[action.what],
  };
  const { real, model } = await both(world, action.slot, `task.${action.what}`, input, (state) => {
    const word = { what: action.what, text, generation, retry: action.retry };
    return visibleTask(state, limits, speak(state, limits, callerIn(world, action.slot), task.id, word));
  });
  compareTask(real, model);
}

function generationOf(task: NaiveTask, which: 'none' | 'current' | 'old'): number | undefined {
  return { none: undefined, current: task.generation, old: Math.max(0, task.generation - 1) }[which];
}

async function doNote(world: World, action: { readonly slot: number; readonly pick: number }): Promise<void> {
  const task = pickTask(world, action.pick);
  if (task === undefined) return;
  const text = `note ${task.notes.length}`;
  const { real, model } = await both(world, action.slot, 'task.note', { id: task.id, text }, (state) => {
    begin(state, limits, callerIn(world, action.slot));
    taskOf(state, task.id).notes.push(text);
    return visibleTask(state, limits, taskOf(state, task.id));
  });
  compareTask(real, model);
}

async function onTask(
  world: World,
  action: { readonly slot: number; readonly pick: number },
  operation: Parameters<typeof both>[2],
  more: object,
  change: (state: NaiveState, agent: NaiveAgent, id: string) => NaiveTask,
): Promise<void> {
  const task = pickTask(world, action.pick);
  if (task === undefined) return;
  const { real, model } = await both(world, action.slot, operation, { id: task.id, ...more }, (state) => {
    const agent = actor(world, state, action.slot);
    buryTheDead(state, limits, agent);
    return visibleTask(state, limits, change(state, agent, task.id));
  });
  compareTask(real, model);
}

async function doEdit(world: World, action: Of<'edit'>): Promise<void> {
  const named = (pick: number | null): string[] =>
    pick === null ? [] : [pickTask(world, pick)?.id ?? ''].filter(Boolean);
  const wish = {
    ...(action.priority === null ? {} : { priority: action.priority }),
    dependsOn: named(action.dependsOn),
    independentOf: named(action.independentOf),
  };
  return onTask(world, action, 'task.edit', wish, (state, _agent, id) => edit(state, id, wish));
}

async function doLock(world: World, action: Of<'lock'>): Promise<void> {
  const { paths, shared, leaseMs } = action;
  const { real, model } = await both(
    world,
    action.slot,
    'lock.take',
    { paths, shared, leaseMs },
    (state, answer) => {
      const agent = actor(world, state, action.slot);
      const nextId = (path: string): string => newId(answer, (ok) => lockNamed(ok, path));
      const taken = lock(state, limits, agent, { paths, shared, leaseMs }, nextId);
      return heldLocks(state, limits).filter((one) => taken.some(({ id }) => id === one.id));
    },
  );
  compareLocks(locksIn(real), model);
}

function lockNamed(ok: unknown, path: string): string | undefined {
  const { locks } = ok as { locks: { id: string; path: string }[] }; // the answer of lock.take
  return locks.find((one) => one.path === path)?.id;
}

function locksIn(real: Answer): Answer {
  return 'ok' in real ? { ok: (real.ok as { locks: unknown }).locks } : real;
}

async function doUnlock(world: World, action: { readonly slot: number }): Promise<void> {
  const { real, model } = await both(world, action.slot, 'lock.release', { all: true }, (state) =>
    unlockAll(state, actor(world, state, action.slot)),
  );
  compareLocks(real, model);
}
