import { ShoalError } from '../../domain/errors.ts';
import type { SessionExit } from '../../domain/session.ts';
import type { DriverEvent, HarnessDriver, Protocol } from '../../harness/driver.ts';
import type { ChildStatus } from '../../keeper/protocol.ts';
import type { ByKind } from '../../store/port.ts';
import { nextInput, type NextInput } from './input.ts';
import { afterExit, classifyExit, departureOf } from './exit.ts';
import { type Draft, type Journal, openJournal } from './journal.ts';
import { lessMeasured } from './less-measured.ts';
import type { Launch, SupervisorPorts } from './ports.ts';
import { createRedact, type Redact } from './redact.ts';
import { reduce } from './reduce.ts';
import { ended, freshRun, requestKey, restarted, type RunState, stateOf } from './run-state.ts';
import { type StoreChange, storeSteps } from './store-step.ts';
import { type Elapsed, elapse, notElapsed, verdict } from './timers.ts';
import { createWire, type Wire, type WirePosition } from './wire.ts';

/*
 * One session, from its record to its end. Everything happens in one queue, in the order in which it came.
 *
 * R1  What happened is in the journal before anything follows from it (see journal.ts).
 * R2  What is wanted is never remembered: `tend` looks at the records, and does what is missing. It may be called at any
 *     time and any number of times.
 * R3  Whatever fails leaves the runner as it would be after a restart of the daemon: it begins again from the journal.
 */
export interface Runner {
  readonly session: string;
  /** The agent whose mail and requests concern this session. */
  readonly agent: string;
  /** Something that concerns the session may have changed. */
  poke(): void;
  /** So much time has passed, in which nobody slept. */
  tick(ms: number): void;
  /** The keeper is gone; the next one may be asked. */
  keeperLost(): void;
  /** Ends the process for good, and with it the session. Resolves when that is in the store. */
  halt(why: string): Promise<void>;
  /** SIGKILL for one that does not end. */
  killNow(): void;
  /** Lets go of a process that runs on. */
  detach(): Promise<void>;
  /** Resolves when the session has ended. */
  readonly over: Promise<void>;
}

const outputGraceMs = 1_000;
/** So many chunks of output at most are read again after the daemon has died. */
const stepsPerCheckpoint = 50;
const retryMs = 2_000;
const parkedDefaultMs = 300_000;
const noPosition: WirePosition = {
  child: null,
  outputOffset: 0,
  inputOffset: 0,
  unsent: '',
  inputEnded: false,
  snapshot: null,
};

export function createRunner(ports: SupervisorPorts, record: ByKind<'session'>): Runner {
  return new SessionRunner(ports, record);
}

class SessionRunner implements Runner {
  readonly session: string;
  readonly #ports: SupervisorPorts;
  readonly #over = Promise.withResolvers<void>();
  #record: ByKind<'session'>;
  #run: RunState;
  #journal: Journal | null = null;
  #wire: Wire | null = null;
  #launch: Launch | null = null;
  #redact: Redact = (value) => value;
  #queue: Promise<void> = Promise.resolve();
  #elapsed: Elapsed = notElapsed;
  #isPoked = false;
  #isLeft = false;
  #halting: string | null = null;
  #isExiting = false;
  /** Chunks of output whose steps have no checkpoint yet. */
  #sinceCheckpoint = 0;
  /** Of a failure: when to begin again. */
  #retryInMs: number | null = null;
  #marker: string | null = null;

  constructor(ports: SupervisorPorts, record: ByKind<'session'>) {
    this.#ports = ports;
    this.#record = record;
    this.session = record.id;
    this.#run = freshRun(record);
    this.#enqueue(() => this.#boot());
  }

  get agent(): string {
    return this.#record.agent;
  }

  get over(): Promise<void> {
    return this.#over.promise;
  }

  poke(): void {
    if (this.#isPoked || this.#isLeft) return;
    this.#isPoked = true;
    this.#enqueue(async () => {
      this.#isPoked = false;
      if (this.#retryInMs === null) await this.#tend();
    });
  }

  tick(ms: number): void {
    if (this.#isLeft) return;
    if (this.#retryInMs !== null) return this.#countDown(ms);
    const { blocked } = this.#run;
    if (blocked !== null && (blocked.until ?? 0) <= this.#now()) this.poke();
    if (this.#wire === null || this.#isExiting) return;
    const isAfterResult = this.#wire.inputEnded && this.#run.turn === null && this.#run.lastEnd !== null;
    this.#elapsed = elapse(this.#elapsed, this.#run, isAfterResult, ms);
    const found = verdict(this.#elapsed, this.#run, this.#record.profile.timers);
    if (found.do !== 'nothing') this.#enqueue(() => this.#judge(found));
  }

  #countDown(ms: number): void {
    this.#retryInMs = (this.#retryInMs ?? 0) - ms;
    if (this.#retryInMs > 0) return;
    this.#retryInMs = null;
    this.#enqueue(() => this.#boot());
  }

  keeperLost(): void {
    this.#enqueue(() => this.#boot());
  }

  async halt(why: string): Promise<void> {
    this.#halting = why;
    this.#enqueue(() => this.#tend());
    await this.over;
  }

  killNow(): void {
    this.#signal('SIGKILL');
  }

  async detach(): Promise<void> {
    this.#isLeft = true;
    await this.#queue;
    this.#letGo();
  }

  // --- one thing after another

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#record.state === 'ended') return;
      try {
        await work();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** R3: after a moment it begins again from the journal. */
  #fail(error: unknown): void {
    this.#error('a session failed and begins again from its transcript', error);
    this.#letGo();
    this.#retryInMs = retryMs;
  }

  #letGo(): void {
    const wire = this.#wire;
    this.#wire = null;
    this.#isExiting = false;
    this.#elapsed = notElapsed;
    wire?.close();
    this.#journal?.close();
    this.#journal = null;
    if (wire !== null)
      void this.#ports
        .keeper()
        .then((keeper) => keeper.detach(wire.child))
        .catch(() => undefined); // it may be gone
  }

  #now(): number {
    return this.#ports.store.now();
  }

  #error(message: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#ports.log.error(message, { session: this.session, error: this.#redact(text) });
  }

  // --- beginning, also again

  async #boot(): Promise<void> {
    if (this.#isLeft) return;
    this.#letGo();
    this.#retryInMs = null;
    const record = await this.#ports.store.read((view) => view.get('session', this.session));
    if (record === undefined || record.state === 'ended') return this.#finish(record);
    this.#record = record;
    this.#journal = openJournal({
      stateDir: this.#ports.stateDir,
      session: this.session,
      isoNow: () => new Date(this.#now()).toISOString(),
    });
    const { last } = this.#journal;
    this.#run = last?.state ?? freshRun(record);
    await this.#flush();
    await this.#agentRecord();
    const { child } = this.#record;
    if (child !== null) await this.#adopt(child, last?.child === child ? last : null);
    await this.#tend();
  }

  async #agentRecord(): Promise<ByKind<'agent'>> {
    const agent = await this.#ports.store.read((view) => view.get('agent', this.#record.agent));
    if (agent === undefined) throw new Error(`${this.session} has no agent ${this.#record.agent}`);
    this.#marker = agent.marker;
    return agent;
  }

  /** Goes on with a process that the keeper has, or has had. */
  async #adopt(child: string, from: WirePosition | null): Promise<void> {
    const keeper = await this.#ports.keeper();
    const status = (await keeper.list()).find((one) => one.child === child);
    if (status === undefined) {
      // Nothing was said to it: it was never started. Otherwise the keeper has lost it.
      if (from === null || from.snapshot === null) return;
      return this.#exited({ ...lostChild, child });
    }
    await this.#connect(child, from);
    if (status.state === 'lost') {
      await this.#ports.processes.killTree(status.process, this.#marker);
      return this.#exited(status);
    }
    if (from === null || from.snapshot === null) this.#step((protocol) => protocol.begin());
    if (from?.unsent === '') this.#taken();
    else this.#wire?.send();
    await keeper.attach(child, from?.outputOffset ?? 0, this.#listener(child));
  }

  #listener(child: string) {
    const outputEnded = Promise.withResolvers<void>();
    const isCurrent = () => this.#wire?.child === child;
    return {
      onOutput: (_offset: number, data: Uint8Array) => {
        const bytes = data.slice();
        this.#enqueue(async () => {
          if (isCurrent()) this.#output(bytes);
        });
      },
      onOutputEnded: () => this.#enqueue(async () => outputEnded.resolve()),
      onExit: (status: ChildStatus) => {
        void this.#lastOutput(status, outputEnded.promise, isCurrent);
      },
    };
  }

  /** What it leaves behind may hold its output open: it is swept, and then not waited for much longer. */
  async #lastOutput(
    status: ChildStatus,
    outputEnded: Promise<void>,
    isCurrent: () => boolean,
  ): Promise<void> {
    this.#isExiting = true;
    try {
      await this.#ports.processes.killTree(null, this.#marker);
    } catch (error) {
      this.#error('what a process left behind could not be swept', error);
    }
    const grace = new AbortController();
    await Promise.race([outputEnded, elapsed(outputGraceMs, grace.signal)]);
    grace.abort();
    this.#enqueue(async () => {
      if (!isCurrent()) return;
      await this.#exited(status);
      await this.#tend();
    });
  }

  // --- steps

  /** R1: what the protocol does is written, then it goes out. */
  #step(run: (protocol: Protocol) => void, drafts: readonly Draft[] = []): void {
    const wire = this.#wire;
    if (wire !== null) this.#take(wire.events(run), drafts);
  }

  #output(data: Uint8Array): void {
    const wire = this.#wire;
    if (wire === null) return;
    this.#elapsed = { ...this.#elapsed, silence: 0 };
    if (this.#run.isSuspect) this.#run = { ...this.#run, isSuspect: false };
    const { inputOffset } = wire;
    const events = wire.output(data);
    this.#sinceCheckpoint += 1;
    const mayWait = wire.inputOffset === inputOffset && this.#sinceCheckpoint < stepsPerCheckpoint;
    this.#take(events, [], mayWait);
  }

  #take(events: readonly DriverEvent[], drafts: readonly Draft[] = [], mayWait = false): void {
    const changes: StoreChange[] = [];
    const entries = drafts.map(this.#redact);
    for (const event of events) {
      const clean = this.#redact(event);
      entries.push(clean);
      const reduced = reduce(this.#run, clean, this.#now());
      this.#run = reduced.run;
      changes.push(...reduced.changes);
    }
    // Parts of a message, and whatever else leads to nothing, are read again if need be.
    if (mayWait && changes.length === 0 && this.#stateChange([], false).length === 0)
      this.#journal?.append(entries);
    else this.#commit(entries, changes);
    if (changesWhatCanBeSent(events)) this.poke();
  }

  #commit(entries: readonly Draft[], changes: readonly StoreChange[] = []): void {
    const all = [...changes, ...this.#stateChange(changes)];
    if (all.length > 0) {
      const step = this.#run.steps + 1;
      this.#run = { ...this.#run, steps: step, unstored: [...this.#run.unstored, { step, changes: all }] };
    }
    this.#sinceCheckpoint = 0;
    const position = this.#wire?.position() ?? { ...noPosition, child: this.#record.child };
    this.#journal?.write(entries, {
      ...position,
      snapshot: this.#redact(position.snapshot),
      state: this.#run,
    });
    this.#wire?.send();
    this.#wire?.ack();
    if (all.length > 0) this.#enqueue(() => this.#flush());
  }

  #stateChange(changes: readonly StoreChange[], tells = true): readonly StoreChange[] {
    if (changes.some((change) => change.do === 'end')) return [];
    const now = stateOf(this.#run);
    const { told, blocked } = this.#run;
    if (told?.state === now.state && told.why === now.why) return [];
    if (tells) this.#run = { ...this.#run, told: now };
    const parkedUntil = now.state === 'parked' ? (blocked?.until ?? null) : null;
    return [{ do: 'state', ...now, parkedUntil }];
  }

  async #flush(): Promise<void> {
    const { unstored } = this.#run;
    if (unstored.length === 0) return;
    const { store, parts } = this.#ports;
    const record = await store.transact((tx) => storeSteps(tx, parts, this.session, unstored));
    const last = unstored.at(-1)?.step ?? 0;
    this.#run = { ...this.#run, unstored: this.#run.unstored.filter(({ step }) => step > last) };
    if (record !== undefined) this.#record = record;
    if (record === undefined || record.state === 'ended') this.#finish(record);
  }

  #finish(record: ByKind<'session'> | undefined): void {
    if (record !== undefined) this.#record = record;
    this.#isLeft = true;
    this.#letGo();
    this.#over.resolve();
  }

  // --- what is wanted

  async #tend(): Promise<void> {
    if (this.#isLeft || this.#isExiting || this.#journal === null) return;
    await this.#flush();
    const look = await this.#ports.store.read((view) => {
      const record = view.get('session', this.session);
      const agent = view.get('agent', record?.agent ?? '');
      const requests =
        this.#run.requests.length === 0 ? [] : view.list('request', { where: { session: this.session } });
      return { record, agent, requests, input: record && nextInput(view, record, this.#run) };
    });
    const { record, agent, input } = look;
    if (record === undefined || record.state === 'ended') return this.#finish(record);
    this.#record = record;
    const reason = this.#reasonToEnd(agent);
    if (reason !== null) return this.#end(reason);
    if (agent === undefined || input === undefined) return;
    this.#unblock();
    for (const request of look.requests) this.#answer(request);
    this.#interruptIfAsked();
    await this.#sendOrStart(agent, input);
  }

  #reasonToEnd(agent: ByKind<'agent'> | undefined): string | null {
    if (this.#halting !== null) return this.#halting;
    if (this.#record.wanted === 'stopped') return this.#record.why ?? 'it was stopped';
    return agent?.state === 'live' ? null : `its agent has left (${agent?.leftReason ?? 'unknown'})`;
  }

  async #end(why: string): Promise<void> {
    if (this.#wire === null) {
      const exit: SessionExit = { class: 'killed-by-us', code: null, signal: null, text: null };
      this.#run = ended(this.#run);
      this.#commit(
        [{ type: 'exit', ...exit, why }],
        [{ do: 'end', exit, why, departure: departureOf(exit, this.#halting !== null) }],
      );
      return this.#flush();
    }
    if (this.#run.ending !== null) return;
    this.#run = { ...this.#run, ending: why };
    this.#step((protocol) => protocol.close());
    this.#signal('SIGTERM');
  }

  #signal(signal: NodeJS.Signals): void {
    const child = this.#wire?.child;
    if (child === undefined) return;
    this.#ports
      .keeper()
      .then((keeper) => keeper.signal(child, signal))
      .catch((error: unknown) => this.#error('a process could not be signalled', error));
  }

  /** The limit has passed, or the pause after a crash. */
  #unblock(): void {
    const { blocked } = this.#run;
    if (blocked === null || this.#run.turn !== null) return;
    if (blocked.until === null) {
      this.#run = { ...this.#run, blocked: { ...blocked, until: this.#now() + parkedDefaultMs } };
      this.#run = { ...this.#run, told: null };
      return this.#commit([]);
    }
    if (blocked.until > this.#now()) return;
    this.#run = { ...this.#run, blocked: null };
    this.#commit([]);
  }

  #answer(request: ByKind<'request'>): void {
    const { driverRequest, decision, decidedBy } = request;
    const asked = this.#run.requests.find((id) => requestKey(this.#run, id) === driverRequest);
    if (asked === undefined || decision === null) return;
    this.#run = { ...this.#run, requests: this.#run.requests.filter((id) => id !== asked) };
    const entry = { type: 'decision', request: request.id, title: request.title, by: decidedBy, ...decision };
    this.#step((protocol) => protocol.answer(asked, decision), [entry]);
  }

  #interruptIfAsked(): void {
    const { interruptsAsked, interruptsDone } = this.#record;
    if (interruptsAsked <= interruptsDone) return;
    const { turn, inputs, interrupting } = this.#run;
    if (this.#wire === null || (turn === null && inputs.length === 0))
      return this.#commit([], [{ do: 'interrupted', upTo: interruptsAsked }]);
    if (interrupting === interruptsAsked) return;
    this.#interrupt(interruptsAsked, 'somebody asked for it');
  }

  #interrupt(upTo: number, why: string): void {
    this.#run = { ...this.#run, interrupting: upTo };
    const hasProtocol = this.#driver().capabilities.interrupts;
    // Where there is nothing to ask by, the program ends with its turn.
    if (!hasProtocol) this.#run = { ...this.#run, ending: 'it was interrupted' };
    this.#step((protocol) => protocol.interrupt(), [{ type: 'interrupt', why }]);
    if (!hasProtocol) this.#signal('SIGTERM');
  }

  async #sendOrStart(agent: ByKind<'agent'>, input: NextInput): Promise<void> {
    const { blocked, resting, turn, refusals } = this.#run;
    if (this.#wire === null) {
      if (blocked === null && (resting === null || input.all !== null)) await this.#start(agent);
      return;
    }
    const canSend = this.#wire.protocol.canSend();
    if (refusals >= 3) return;
    if (canSend === 'idle' && blocked === null && input.all !== null) return this.#give(input.all);
    if (turn === null || input.urgent === null) return;
    if (canSend === 'steer') return this.#give(input.urgent);
    if (canSend === 'no' && this.#run.interrupting === null)
      this.#interrupt(this.#record.interruptsDone, 'an urgent message waits');
  }

  #give({ text, deliveries, messages, from, isOpening, hasNote }: NonNullable<NextInput['all']>): void {
    const sends = this.#run.sends + 1;
    const label = messages.length > 0 ? messages.join('+') : isOpening ? 'opening' : 'note';
    const id = `${label}#${sends}`;
    const given = { turn: id, deliveries, isOpening, isAccepted: false, isDelivered: false };
    this.#run = {
      ...this.#run,
      sends,
      inputs: [...this.#run.inputs, given],
      lastGiven: this.#redact(text.slice(0, 2_000)),
      note: hasNote ? null : this.#run.note,
      openedFor: isOpening ? this.#record.agent : this.#run.openedFor,
    };
    const inputOffset = this.#wire?.position().inputOffset ?? 0;
    const entry = { type: 'sent', turn: id, from, messages, text, inputOffset };
    this.#step((protocol) => protocol.send({ id, text }), [entry]);
  }

  #taken(): void {
    const open = this.#run.inputs.filter(({ isDelivered }) => !isDelivered);
    if (open.length === 0 || this.#isLeft) return;
    this.#run = { ...this.#run, inputs: this.#run.inputs.map((one) => ({ ...one, isDelivered: true })) };
    const deliveries = open.flatMap((one) => one.deliveries);
    if (deliveries.length > 0) this.#commit([], [{ do: 'delivered', deliveries }]);
  }

  // --- a process

  async #start(agent: ByKind<'agent'>): Promise<void> {
    const { store } = this.#ports;
    const child = `${this.session}-${this.#record.starts + 1}`;
    const starting = { child, starts: this.#record.starts + 1, process: null };
    const note = { type: 'session.starting', agent: agent.id, task: this.#record.task };
    const source = await store.read((view) => view.get('session', this.#record.forkOf ?? ''));
    this.#record = await store.transact((tx) => tx.update('session', this.session, starting, note));
    try {
      await this.#spawn(child, agent, source?.harnessSession ?? null);
    } catch (error) {
      if (this.#wire === null && this.#journal === null) throw error;
      // Not the program has failed but the keeper: the next one is asked, R3.
      if (error instanceof ShoalError && error.code === 'UNHEALTHY') throw error;
      this.#error('a program could not be started', error);
      await this.#exited(
        { ...lostChild, child, state: 'exited', errorTail: messageOf(error) },
        'cannot be started',
      );
    }
  }

  async #spawn(child: string, agent: ByKind<'agent'>, forkOf: string | null): Promise<void> {
    this.#launch = await this.#ports.launch(this.#record, agent);
    const driver = this.#driver();
    const own = driver.capabilities.resumes ? this.#run.harnessSession : null;
    const resume = own ?? (driver.capabilities.forks ? forkOf : null);
    const fork = own === null && resume !== null;
    this.#run = restarted(this.#run, { sessionId: this.#ports.newSessionId(), resume, fork });
    this.#redact = createRedact(this.#launch.secrets);
    const spec = this.#spec(this.#launch);
    const plan = driver.plan(spec);
    const untaken = plan.untaken.map((text) => ({ type: 'notice', level: 'warning', text }));
    const start = { type: 'start', child, harness: driver.harness, argv: plan.argv, resume, fork };
    this.#commit(this.#redact([start, ...untaken]));
    const keeper = await this.#ports.keeper();
    const status = await keeper.spawn(this.#launch.order(child, plan));
    await this.#connect(child, null);
    this.#run = { ...this.#run, told: null };
    this.#commit([], [{ do: 'process', process: status.process }]);
    this.#step((protocol) => protocol.begin());
    await keeper.attach(child, 0, this.#listener(child));
    this.#ports.log.info('started', { session: this.session, child, pid: status.process?.pid ?? null });
  }

  async #connect(child: string, from: WirePosition | null): Promise<void> {
    const keeper = await this.#ports.keeper();
    this.#launch ??= await this.#ports.launch(this.#record, await this.#agentRecord());
    this.#redact = createRedact(this.#launch.secrets);
    this.#elapsed = notElapsed;
    this.#wire = createWire({
      keeper,
      child,
      driver: this.#driver(),
      spec: this.#spec(this.#launch),
      from,
      onTaken: () =>
        this.#enqueue(async () => {
          if (this.#wire?.child === child) this.#taken();
        }),
      onError: (error) => this.#error('a process takes no more', error),
    });
  }

  #driver(): HarnessDriver {
    const driver = this.#ports.driverFor(this.#record.profile.harness);
    return this.#launch === null ? driver : lessMeasured(driver, this.#launch.spec.capabilities);
  }

  #spec(launch: Launch) {
    const { sessionId, resume, fork } = this.#run;
    return { ...launch.spec, sessionId, resume, fork };
  }

  async #exited(status: ChildStatus, failure?: string): Promise<void> {
    const wire = this.#wire;
    const before = this.#run;
    if (wire !== null) this.#take(wire.end().map((event) => toldByExit(event, before, status)));
    const after = this.#run;
    const exit = this.#redact(classifyExit(before, after, status));
    const isOneShot = wire?.inputEnded === true;
    const isCutOff = before.turn !== null && !isOneShot && exit.class !== 'killed-by-us';
    const unseen = isOneShot ? [] : before.inputs;
    this.#wire?.close();
    this.#wire = null;
    this.#isExiting = false;
    this.#run = afterProcess(after, unseen, isCutOff);
    const hasWork = isCutOff || unseen.length > 0 || this.#run.note !== null;
    const then =
      this.#halting !== null
        ? ({ next: 'end', why: this.#halting } as const)
        : failure !== undefined
          ? ({ next: 'end', why: `${failure}: ${exit.text ?? ''}` } as const)
          : afterExit({ session: this.#record, run: before, exit, hasWork, now: this.#now() });
    const changes: StoreChange[] = [{ do: 'no-child' }];
    if (exit.class === 'crash') changes.push({ do: 'crashes', count: this.#record.crashes + 1 });
    switch (then.next) {
      case 'rest':
        this.#run = { ...this.#run, resting: { why: then.why } };
        break;
      case 'restart':
        if (then.afterMs > 0) this.#block(this.#now() + then.afterMs, 'it crashed and is started again');
        break;
      case 'park':
        this.#block(then.until, then.why);
        break;
      case 'end':
        this.#run = { ...this.#run, blocked: null };
        changes.push({
          do: 'end',
          exit,
          why: before.ending ?? then.why,
          departure: departureOf(exit, this.#halting !== null),
        });
    }
    this.#record = { ...this.#record, child: null, process: null };
    this.#commit([{ type: 'exit', child: status.child, ...exit, next: then.next }], changes);
    this.#ports.log.info('ended', { session: this.session, child: status.child, ...exit, next: then.next });
    await this.#flush();
    await this.#forget(status.child);
  }

  #block(until: number, text: string): void {
    this.#run = { ...this.#run, blocked: { until, text } };
  }

  async #forget(child: string): Promise<void> {
    try {
      await (await this.#ports.keeper()).forget(child);
    } catch (error) {
      this.#ports.log.debug('nothing to forget', { child, error: messageOf(error) });
    }
  }

  // --- time

  async #judge(found: ReturnType<typeof verdict>): Promise<void> {
    if (this.#wire === null || this.#isExiting) return;
    switch (found.do) {
      case 'nothing':
        return;
      case 'suspect':
        this.#run = { ...this.#run, isSuspect: true };
        return this.#commit([{ type: 'state', state: 'suspect' }]);
      case 'interrupt':
        if (this.#run.interrupting !== null) return;
        this.#run = { ...this.#run, fault: found.why };
        return this.#interrupt(this.#record.interruptsDone, found.why);
      case 'terminate':
        if (this.#run.ending !== null) return;
        this.#run = { ...this.#run, ending: found.why, fault: found.isFault ? found.why : this.#run.fault };
        this.#commit([{ type: 'state', state: 'stopping', why: found.why }]);
        return this.#signal('SIGTERM');
      case 'kill':
        this.#elapsed = { ...this.#elapsed, ending: 0 };
        return this.#signal('SIGKILL');
    }
  }
}

/** A program whose end is its turn's end says by its exit whether that was a good one. */
function toldByExit(
  event: DriverEvent,
  run: RunState,
  { code, signal, errorTail }: ChildStatus,
): DriverEvent {
  if (event.type !== 'turn-end' || event.reason !== 'completed' || code === 0) return event;
  if (run.ending !== null || run.interrupting !== null) return { ...event, reason: 'interrupted' };
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `ended by ${signal}`;
  const said = errorTail.trim();
  return { ...event, reason: 'error', error: said === '' ? how : `${how}: ${said.slice(-2_000)}` };
}

/** What was given and not seen is given again; a turn that was cut off is told so once. */
function afterProcess(run: RunState, unseen: RunState['inputs'], isCutOff: boolean): RunState {
  const again = new Set(unseen.flatMap(({ deliveries }) => deliveries));
  return {
    ...ended(run),
    blocked: run.blocked,
    doubtful: run.doubtful.filter((id) => !again.has(id)),
    openedFor: unseen.some(({ isOpening }) => isOpening) ? null : run.openedFor,
    note: isCutOff ? cutOffNote(run) : run.note,
  };
}

function cutOffNote({ lastGiven }: RunState): string {
  const given = lastGiven === null ? '' : ` You had been given:\n${lastGiven}`;
  return `Your program ended unexpectedly in the middle of a turn and was started again. Look at what is done already before you go on.${given}`;
}

function changesWhatCanBeSent(events: readonly DriverEvent[]): boolean {
  return events.some(({ type }) =>
    ['ready', 'turn-end', 'turn-start', 'input', 'request', 'rate-limit'].includes(type),
  );
}

const lostChild: Omit<ChildStatus, 'child'> = {
  process: null,
  state: 'lost',
  code: null,
  signal: null,
  outputBytes: 0,
  ackedBytes: 0,
  inputBytes: 0,
  outputEnded: true,
  errorTail: '',
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function elapsed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
