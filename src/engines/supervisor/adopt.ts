import { ShoalError } from '../../domain/errors.ts';
import type { OutputListener } from '../../keeper/keeper.ts';
import type { ChildStatus } from '../../keeper/protocol.ts';
import type { ByKind } from '../../store/port.ts';
import { agentOf, begin, connect } from './connect.ts';
import { afterLostEnd, exited, unknownChild } from './exited.ts';
import { taken } from './give.ts';
import { type Checkpoint, openJournal } from './journal.ts';
import { letGo, type Life, logError, nowOf } from './life.ts';
import { listenTo } from './listen.ts';
import { freshRun, type RunState } from './run-state.ts';
import { commit, flush } from './steps.ts';
import { tend } from './tend.ts';
import type { WirePosition } from './wire.ts';

/** R3: begins from the transcript, the first time or again, and takes over the process that may be there. */
export async function boot(life: Life): Promise<void> {
  if (life.isLeft) return;
  letGo(life);
  const record = await life.ports.store.read((view) => view.get('session', life.session));
  if (record === undefined || record.state === 'ended') return life.queue.finish(record);
  life.record = record;
  life.journal = openJournal({
    stateDir: life.ports.stateDir,
    session: life.session,
    isoNow: () => new Date(nowOf(life)).toISOString(),
    redact: (json) => life.redaction.json(json),
    hide: (json) => life.redaction.hidden(json),
  });
  const { last } = life.journal;
  life.run = resumed(last, record);
  life.uncheckedBytes = 0;
  await flush(life);
  await agentOf(life);
  const { child } = life.record;
  if (last !== null && last.snapshot !== null && last.child !== child) {
    life.run = afterLostEnd(life.run, last.inputEnded, life.record);
    commit(life, []);
  }
  if (child !== null) await adopt(life, child, last?.child === child ? last : null);
  await tend(life);
}

/** The store may know steps that the transcript has lost: no other step is given their numbers. */
function resumed(last: Checkpoint | null, record: ByKind<'session'>): RunState {
  if (last === null) return freshRun(record);
  const { journalled, harnessSession } = record;
  if (journalled <= last.state.steps) return last.state;
  return { ...last.state, steps: journalled, harnessSession, told: null };
}

/** Goes on with a process that the keeper has, or has had. */
async function adopt(life: Life, child: string, from: WirePosition | null): Promise<void> {
  const keeper = await life.ports.keeper();
  const status = (await keeper.list()).find((one) => one.child === child);
  const wasSpokenTo = from !== null && from.snapshot !== null;
  if (status === undefined) {
    // Nothing was said to it: it was never started. Otherwise the keeper has lost it.
    if (wasSpokenTo) await exited(life, { ...unknownChild, child });
    return;
  }
  await connect(life, child, from);
  const listener = listenTo(life);
  const offset = from?.outputOffset ?? 0;
  if (status.state === 'lost') {
    // A keeper that died has left what it had read: that is taken before the end is told. Input it takes no more.
    life.isExiting = true;
    if (offset <= status.outputBytes) return attach(life, status, { offset, listener });
    listener.onOutputEnded();
    return listener.onExit(status);
  }
  if (!wasSpokenTo) begin(life, status.process);
  if (from?.unsent === '') taken(life);
  // Also the end of input: that it was told so stands nowhere.
  life.wire?.send();
  await attach(life, status, { offset, listener });
}

interface Reading {
  readonly offset: number;
  readonly listener: OutputListener;
}

/** A transcript that has lost more than the keeper still has cannot be gone on with: the program is started again. */
async function attach(life: Life, status: ChildStatus, { offset, listener }: Reading): Promise<void> {
  const keeper = await life.ports.keeper();
  try {
    await keeper.attach(status.child, offset, listener);
  } catch (error) {
    if (!(error instanceof ShoalError) || error.code !== 'INVALID_INPUT') throw error;
    logError(life, 'what a program has said is lost: it is ended', error);
    if (status.state === 'running') {
      await keeper.signal(status.child, 'SIGKILL');
      throw error;
    }
    listener.onOutputEnded();
    listener.onExit({ ...status, state: 'lost' });
  }
}
