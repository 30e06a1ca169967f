import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStoreParts } from '../../src/engines/supervisor/store-parts.ts';
import { startSupervisor, type Supervisor } from '../../src/engines/supervisor/supervisor.ts';
import type { DriverEvent } from '../../src/harness/driver.ts';
import type { Keeper } from '../../src/keeper/keeper.ts';
import { newProfile, type Profile } from '../../src/domain/profile.ts';
import { decided, type Decision } from '../../src/domain/request.ts';
import { transcriptFolder, transcriptName } from '../../src/domain/transcript.ts';
import { createSession } from '../../src/operations/handlers/session/create.ts';
import { post } from '../../src/operations/handlers/message/post.ts';
import type { Settings } from '../../src/operations/settings.ts';
import type { ByKind, LogEvent, PortableStore, View } from '../../src/store/port.ts';
import { createFakeDriver, ready } from './fake-driver.ts';
import { createFakeKeeper, type FakeChild, type FakeKeeper } from './fake-keeper.ts';
import { createWorld, type World } from './world.ts';

/** A supervisor in this process, with a keeper and a driver that the test plays, and a clock that it sets. */
export interface Supervised extends AsyncDisposable {
  readonly world: World;
  readonly keeper: FakeKeeper;
  readonly session: ByKind<'session'>;
  /** The process that the session runs in now. */
  child(): Promise<FakeChild>;
  /** All of them at once. */
  say(...events: readonly DriverEvent[]): Promise<void>;
  /** Resolves with the whole input once the process has been given this. */
  given(text: string | RegExp): Promise<string>;
  send(text: string, options?: { readonly urgent?: boolean; readonly idle?: boolean }): Promise<string>;
  update(patch: Partial<ByKind<'session'>>): Promise<void>;
  until<T>(look: (view: View) => T | undefined | false): Promise<T>;
  untilSession(isSo: (session: ByKind<'session'>) => boolean): Promise<ByKind<'session'>>;
  /** So much time passes, awake, second by second. */
  pass(ms: number): Promise<void>;
  /** The machine sleeps, or the clock jumps. */
  sleep(ms: number): void;
  /** The daemon dies, before or after its `call`th call from now on, and another one takes its place. `between`: what happens then */
  dieAt(call: number, when: 'before' | 'after', between?: (transcript: string) => void): void;
  /** The same after the `write`th time from now on that it has written to its transcript and goes on without a call. */
  dieAfterWrite(write: number, between?: (transcript: string) => void): void;
  /** The daemon hangs before its `call`th call from now on, until this has happened. */
  hangAt(call: number, meanwhile: () => Promise<void>): void;
  /** The next page of the log that is asked for cannot be read. */
  logFailsOnce(): Promise<void>;
  /** Calls that the daemon has made. */
  calls(): number;
  /** Times that it has written to its transcript and gone on without a call. */
  writes(): number;
  readonly deaths: () => number;
  /** The keeper dies with its children; it had read these of them, and another one takes its place. */
  keeperDies(last: readonly DriverEvent[]): void;
  /** Where its transcript is. */
  transcript(): string;
}

export const fakeProfile = newProfile({ name: 'fake', harness: 'acp', command: ['fake'], mcp: 'none' });

export interface SupervisedOptions {
  readonly opening?: string;
  readonly steers?: boolean;
  readonly profile?: Partial<Profile>;
  readonly settings?: Partial<Settings>;
}

interface Life {
  readonly supervisor: Supervisor;
  readonly tick: () => void;
  readonly stateDir: string;
}

export async function createSupervised(options: SupervisedOptions = {}): Promise<Supervised> {
  const world = createWorld({ settings: options.settings ?? {} });
  const keeper = createFakeKeeper();
  const root = mkdtempSync(join(tmpdir(), 'shoal-supervised-'));
  const context = world.nobody();
  const tokenOf = (agent: string) => `token-of-${agent}`;
  const { session, me } = await world.store.transact((tx) => {
    const order = { parent: null, directory: '/w', opening: null, profile: fakeProfile };
    const sender = createSession(tx, context, tokenOf, { ...order, name: 'me' });
    tx.update('session', sender.id, { state: 'ended' }, { type: 'session.ended' });
    const made = createSession(tx, context, tokenOf, {
      ...order,
      name: 'fay',
      opening: options.opening ?? null,
      profile: { ...fakeProfile, ...options.profile },
    });
    return { session: made, me: sender.agent };
  });
  let monotonicMs = 0;
  let lives = 0;
  let calls = 0;
  let writes = 0;
  let fatal: { call: number; when: 'before' | 'after' } | null = null;
  let fatalWrite: number | null = null;
  let hang: { call: number; meanwhile: () => Promise<void> } | null = null;
  let afterDeath: (transcript: string) => void = () => undefined;
  let logFails = false;
  let life = begin();
  const changes = new Set<() => void>();
  keeper.onChange = () => changes.forEach((look) => look());

  function begin(from?: string): Life {
    lives += 1;
    const stateDir = join(root, `life-${lives}`);
    // What the dead one might still write is not seen by the next.
    if (from !== undefined) {
      cpSync(from, stateDir, { recursive: true });
      afterDeath(transcriptIn(stateDir));
    }
    const isDead = { now: false };
    const die = (): void => {
      isDead.now = true;
      life = begin(stateDir);
    };
    const guard = guardOf(isDead, die);
    const watched = watchedOf(transcriptIn(stateDir), isDead, die);
    const connection = keeper.connect();
    let tick = (): void => undefined;
    const supervisor = startSupervisor({
      store: guardedStore({ ...world.store, now: watched, events }, guard),
      stateDir,
      settings: context.settings,
      monotonicMs: () => monotonicMs,
      everySecond: (work) => {
        tick = work;
        return () => undefined;
      },
      keeper: async () => guardedKeeper(connection, guard),
      driverFor: () => createFakeDriver(options.steers),
      launch: async (record, agent) => ({
        spec: {
          profile: record.profile,
          directory: record.directory,
          agentName: agent.name,
          briefing: '',
          mcpServers: [],
          capabilities: {},
        },
        order: (child, plan) => ({ child, argv: plan.argv, cwd: '/w', env: {} }),
        secrets: ['the-secret-token'],
      }),
      parts: createStoreParts(context, () => []),
      processes: {
        killTree: async () => ({ outcome: 'gone', killedPids: [], survivingPids: [] }),
      },
      log: silent,
      newSessionId: () => crypto.randomUUID(),
    });
    return { supervisor, tick: () => tick(), stateDir };
  }

  function transcriptIn(stateDir: string): string {
    return join(stateDir, transcriptFolder, transcriptName(session.id));
  }

  async function events(query: Parameters<PortableStore['events']>[0]): Promise<readonly LogEvent[]> {
    if (!logFails) return world.store.events(query);
    logFails = false;
    throw new Error('the disk fails');
  }

  /** Each call that leaves the daemon goes through it; of a dead one none comes back. */
  function guardOf(isDead: { now: boolean }, die: () => void): Guard {
    return async (call) => {
      if (isDead.now) return never();
      const number = (calls += 1);
      if (number === hang?.call) await hang.meanwhile();
      if (fatal === null || number !== fatal.call) return call();
      const { when } = fatal;
      fatal = null;
      if (when === 'after') await call();
      die();
      return never();
    };
  }

  /** Before each write to a transcript the clock is asked: what was written until then is all that the next life finds. */
  function watchedOf(transcript: string, isDead: { now: boolean }, die: () => void): () => number {
    const size = (): number => statSync(transcript, { throwIfNoEntry: false })?.size ?? 0;
    let known = size();
    return () => {
      if (!isDead.now && known !== size()) {
        known = size();
        writes += 1;
        if (writes === fatalWrite) die();
      }
      return world.store.now();
    };
  }

  async function until<T>(look: (view: View) => T | undefined | false): Promise<T> {
    const signal = AbortSignal.timeout(30_000);
    for (;;) {
      const { found, seq } = await world.store.read((view) => ({ found: look(view), seq: view.lastSeq }));
      if (found !== undefined && found !== false) return found;
      await world.store.wait(seq, undefined, signal);
      if (!signal.aborted) continue;
      const record = await world.store.read((view) => view.get('session', session.id));
      throw new Error(`it has not come to that: ${JSON.stringify(record)}`);
    }
  }

  const current = (): FakeChild | undefined => keeper.children().at(-1);

  function changed<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(
        () => reject(new Error(`not given: ${current()?.input() ?? 'nothing runs'}`)),
        30_000,
      );
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(tooLate);
        changes.delete(check);
        resolve(found);
      };
      changes.add(check);
      check();
    });
  }

  const supervised: Supervised = {
    world,
    keeper,
    session,
    child: () => changed(current),
    async say(...events) {
      (await supervised.child()).say(events.map((event) => JSON.stringify(event)).join('\n'));
    },
    given: (text) =>
      changed(() => {
        const input = current()?.input();
        const isThere =
          typeof text === 'string' ? input?.includes(text) : input !== undefined && text.test(input);
        return isThere === true ? input : undefined;
      }),
    send: (text, { urgent = false, idle = false } = {}) =>
      world.store.transact(
        (tx) => post(tx, { from: me, to: 'fay', body: text, recipients: [session.agent], urgent, idle }).id,
      ),
    async update(patch) {
      await world.store.transact((tx) =>
        tx.update('session', session.id, patch, { type: 'session.changed' }),
      );
    },
    until,
    untilSession: (isSo) =>
      until((view) => {
        const record = view.get('session', session.id);
        return record !== undefined && isSo(record) ? record : undefined;
      }),
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += 1_000) {
        monotonicMs += 1_000;
        world.tick(1_000);
        life.tick();
      }
      // What was judged has been carried out.
      await world.store.read(() => undefined);
    },
    sleep(ms) {
      monotonicMs += ms;
      world.tick(ms);
      life.tick();
    },
    dieAt(call, when, between = () => undefined) {
      fatal = { call: calls + call, when };
      afterDeath = between;
    },
    dieAfterWrite(write, between = () => undefined) {
      fatalWrite = writes + write;
      afterDeath = between;
    },
    hangAt(call, meanwhile) {
      hang = { call: calls + call, meanwhile };
    },
    async logFailsOnce() {
      await allDone();
      logFails = true;
    },
    calls: () => calls,
    writes: () => writes,
    deaths: () => lives - 1,
    keeperDies(last) {
      keeper.die(last.map((event) => JSON.stringify(event)));
      life.supervisor.keeperLost();
    },
    transcript: () => transcriptIn(life.stateDir),
    async [Symbol.asyncDispose]() {
      fatal = null;
      fatalWrite = null;
      await life.supervisor.stop(true);
      rmSync(root, { recursive: true, force: true });
    },
  };
  await life.supervisor.ready;
  return supervised;
}

/** Nothing here waits for anything outside: after one turn of the event loop all that was begun is done. */
export function allDone(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** In the middle of its first turn. */
export async function createBusy(options: SupervisedOptions = {}): Promise<Supervised> {
  const one = await createSupervised({ opening: 'go', ...options });
  await one.say(ready);
  await one.given('send opening#1');
  return one;
}

/** Decides what it asks, once it does. */
export async function decide(one: Supervised, outcome: Decision['outcome'], text: string | null = null) {
  const { id } = await one.until((view) => view.list('request', { where: { state: 'open' } })[0]);
  await one.world.store.transact((tx) => {
    const patch = decided({ outcome, option: null, text }, 'a9', tx.now);
    tx.update('request', id, patch, { type: 'request.decided' });
  });
}

/** The process after this one. */
export async function restartedAfter(one: Supervised, before: FakeChild | undefined): Promise<FakeChild> {
  const known = [undefined, before?.order.child];
  await settled(one, () => !known.includes(one.keeper.children().at(-1)?.order.child));
  return one.child();
}

/** Whatever is on its way has come. */
export async function settled(one: Supervised, isSo: () => boolean): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const before = one.keeper.onChange;
    const tooLate = setTimeout(() => reject(new Error('it has not come to that')), 30_000);
    const look = (): void => {
      before();
      if (!isSo()) return;
      clearTimeout(tooLate);
      one.keeper.onChange = before;
      resolve();
    };
    one.keeper.onChange = look;
    look();
  });
}

type Guard = <T>(call: () => Promise<T>) => Promise<T>;

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

function guardedStore(store: PortableStore, guard: Guard): PortableStore {
  return {
    ...store,
    now: () => store.now(),
    read: (look) => guard(() => store.read(look)),
    transact: (decide) => guard(() => store.transact(decide)),
    events: (query) => guard(() => store.events(query)),
    wait: (after, until, signal) => store.wait(after, until, signal),
  };
}

function guardedKeeper(keeper: Keeper, guard: Guard): Keeper {
  return {
    ...keeper,
    spawn: (order) => guard(() => keeper.spawn(order)),
    list: () => guard(() => keeper.list()),
    attach: (...args) => guard(() => keeper.attach(...args)),
    detach: (...args) => guard(() => keeper.detach(...args)),
    write: (...args) => guard(() => keeper.write(...args)),
    endInput: (...args) => guard(() => keeper.endInput(...args)),
    ack: (...args) => guard(() => keeper.ack(...args)),
    signal: (...args) => guard(() => keeper.signal(...args)),
    forget: (...args) => guard(() => keeper.forget(...args)),
  };
}

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
