import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { type Call, checkCalls } from '../../model/history/check-calls.ts';
import { checkLog } from '../../model/history/check-log.ts';
import type { Export } from '../../model/history/export.ts';
import { type Result, type Running, refusalOf, type Workspace } from './workspace.ts';

export interface SweepOptions {
  readonly workers: number;
  /** At least so many; more, up to four times as many, until one has struck between a commit and its answer. */
  readonly kills: number;
  readonly random: () => number;
  /** The log is checked after so many kills, while the others go on. */
  readonly checkEvery: number;
}

export interface SweepReport {
  readonly problems: readonly string[];
  readonly kills: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** Commands that had committed, but were killed before they could say so. */
  readonly savedUnseen: number;
}

/** Workers add, claim, finish, lock and write, and are killed at random instants, until enough have died. */
export async function killSweep(workspace: Workspace, options: SweepOptions): Promise<SweepReport> {
  using sweep = new Sweep(workspace, options);
  const names = Array.from({ length: options.workers }, (_, index) => `worker-${index}`);
  for (const name of names) await workspace.join(name);
  await Promise.all(names.map((name) => sweep.work(name)));
  for (const name of names) await sweep.drainMail(name);
  return sweep.report(names);
}

class Sweep implements Disposable {
  readonly #calls: Call[] = [];
  readonly #kills: Record<string, number> = {};
  readonly #refusals: Record<string, number> = {};
  readonly #problems = new Set<string>();
  readonly #read = new Map<string, Set<string>>();
  readonly #workspace: Workspace;
  readonly #options: SweepOptions;
  #killed = 0;
  #checkedAt = 0;
  #counter = 0;
  /** How long a command lives that is left alone, of late: a kill comes at a random instant of that, or just after. */
  #lifetimeMs = 45;
  #savedUnseen = 0;
  /** Commands to be killed as soon as anybody writes to the database, most often they themselves. */
  readonly #atNextWrite = new Set<Running>();
  readonly #writes: FSWatcher;

  constructor(workspace: Workspace, options: SweepOptions) {
    this.#workspace = workspace;
    this.#options = options;
    this.#writes = watch(dirname(workspace.database), () => {
      for (const running of this.#atNextWrite) running.kill('SIGKILL');
      this.#atNextWrite.clear();
    });
  }

  [Symbol.dispose](): void {
    this.#writes.close();
  }

  async work(by: string): Promise<void> {
    while (this.#isGoingOn()) {
      await this.#duty(by);
      if (this.#killed - this.#checkedAt < this.#options.checkEvery) continue;
      this.#checkedAt = this.#killed;
      const exported = await this.#workspace.export();
      for (const problem of checkLog(exported)) this.#problems.add(problem);
      this.#savedUnseen = this.#calls.filter((call) => isSavedUnseen(call, exported)).length;
    }
  }

  #isGoingOn(): boolean {
    const { kills } = this.#options;
    return this.#killed < kills || (this.#savedUnseen === 0 && this.#killed < 4 * kills);
  }

  async #duty(by: string): Promise<void> {
    const { random } = this.#options;
    const roll = random();
    const text = `${by} ${(this.#counter += 1)}`;
    const key = `key-${this.#counter}`;
    if (roll < 0.3)
      return this.#insist(
        by,
        'add',
        ['add', text, '-p', String(1 + Math.floor(random() * 10)), '--key', key],
        { text, key },
      );
    if (roll < 0.65) return this.#claimAndFinish(by, text);
    if (roll < 0.8) return this.#lockAndUnlock(by);
    if (roll < 0.92)
      return this.#insist(by, 'msg', ['msg', text, '--to', '@all', '--key', key], { text, key });
    await this.#call(by, 'inbox', ['inbox', '--unread']);
  }

  /** What was killed is said again with the same key: one effect, whenever the first try died. */
  async #insist(
    by: string,
    operation: 'add' | 'msg',
    args: readonly string[],
    input: Record<string, unknown>,
  ): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1)
      if ((await this.#call(by, operation, args, input)) !== undefined) return;
  }

  async #claimAndFinish(by: string, summary: string): Promise<void> {
    const claimed = await this.#call(by, 'claim', ['claim']);
    const task = claimed?.code === 0 ? (claimed.json as { id: string; generation: number } | null) : null;
    if (task === null || task === undefined) return;
    await this.#call(by, 'done', [
      'done',
      task.id,
      '--summary',
      summary,
      '--generation',
      String(task.generation),
    ]);
  }

  async #lockAndUnlock(by: string): Promise<void> {
    const path = `file-${Math.floor(this.#options.random() * 4)}`;
    const shared = this.#options.random() < 0.3 ? ['--shared'] : [];
    await this.#call(by, 'lock', ['lock', path, ...shared]);
    await this.#call(by, 'other', ['unlock', '--all']);
  }

  /** Undefined when it was killed before it had answered. */
  async #call(
    by: string,
    operation: Call['operation'],
    args: readonly string[],
    input: Record<string, unknown> = {},
  ): Promise<Result | undefined> {
    const invokedAt = Date.now();
    const running = this.#workspace.start(args, { as: by });
    const death = this.#doom(running);
    const result = await running.result;
    clearTimeout(death);
    this.#atNextWrite.delete(running);
    const isKilled = result.code === null;
    if (!isKilled) this.#lifetimeMs += (performance.now() - running.startedAt - this.#lifetimeMs) / 20;
    if (isKilled) {
      this.#killed += 1;
      this.#kills[args[0] ?? ''] = (this.#kills[args[0] ?? ''] ?? 0) + 1;
    }
    const isAnswered = result.json !== undefined;
    this.#note(by, operation, result);
    const outcome = !isAnswered
      ? 'unknown'
      : refused(result) === undefined
        ? { ok: result.json }
        : { refused: refused(result) ?? '' };
    this.#calls.push({ by, operation, input, invokedAt, repliedAt: Date.now(), outcome, isKilled });
    return isAnswered ? result : undefined;
  }

  /** Half die at a random instant; half at the first write after one, which is where a commit stands half done. */
  #doom(running: Running): ReturnType<typeof setTimeout> | undefined {
    const { random } = this.#options;
    if (!this.#isGoingOn() || random() < 0.35) return undefined;
    const strike = random() < 0.5 ? () => running.kill('SIGKILL') : () => this.#atNextWrite.add(running);
    return setTimeout(strike, random() * 1.3 * this.#lifetimeMs);
  }

  #note(by: string, operation: Call['operation'], result: Result): void {
    const code = refused(result);
    if (code !== undefined) {
      this.#refusals[code] = (this.#refusals[code] ?? 0) + 1;
      if (!expectedRefusals.has(code))
        this.#problems.add(`${operation} of ${by} was refused: ${result.stdout}${result.stderr}`);
    } else if (result.code !== null && result.code !== 0 && !isEmpty(result)) {
      this.#problems.add(`${operation} of ${by} ended with ${result.code}: ${result.stdout}${result.stderr}`);
    }
    if (operation !== 'inbox' || !Array.isArray(result.json)) return;
    const seen = this.#read.get(by) ?? new Set();
    for (const { id } of result.json as { id: string }[]) seen.add(id);
    this.#read.set(by, seen);
  }

  async drainMail(by: string): Promise<void> {
    for (let pages = 0; pages < 200; pages += 1) {
      const result = await this.#call(by, 'inbox', ['inbox', '--unread']);
      if (Array.isArray(result?.json) && result.json.length === 0) return;
    }
    this.#problems.add(`law 8: the mail of ${by} has no end`);
  }

  async report(names: readonly string[]): Promise<SweepReport> {
    const exported = await this.#workspace.export();
    const problems = [...this.#problems, ...checkLog(exported), ...checkCalls(this.#calls, exported)];
    return {
      problems: [...problems, ...this.#undelivered(names)],
      kills: this.#kills,
      calls: this.#calls.length,
      refusals: this.#refusals,
      savedUnseen: this.#savedUnseen,
    };
  }

  /** Law 8: what was accepted for all has been read by each of the others. */
  #undelivered(names: readonly string[]): string[] {
    const accepted = this.#calls.flatMap(({ by, operation, outcome }) => {
      if (operation !== 'msg' || outcome === 'unknown' || !('ok' in outcome)) return [];
      return [{ by, id: (outcome.ok as { id: string }).id }];
    });
    return accepted.flatMap(({ by, id }) =>
      names
        .filter((name) => name !== by && this.#read.get(name)?.has(id) !== true)
        .map((name) => `law 8: ${id} of ${by} never reached ${name}`),
    );
  }
}

/** Nothing ready, a path that another holds, a task finished by a command that died after it had committed. */
const expectedRefusals: ReadonlySet<string> = new Set(['NOTHING_TO_DO', 'LOCKED', 'CONFLICT']);

/** Killed unanswered, while the log has what it did: its agent did nothing else in that time. */
function isSavedUnseen(call: Call, { events, records }: Export): boolean {
  if (call.outcome !== 'unknown') return false;
  const by = records.find(({ kind, body }) => kind === 'agent' && body['name'] === call.by)?.body['id'];
  return events.some(
    ({ actor, at, kind }) => actor === by && kind !== 'agent' && at >= call.invokedAt && at <= call.repliedAt,
  );
}

function refused(result: Result): string | undefined {
  return refusalOf(result) ?? (result.code === 3 && result.json === null ? 'NOTHING_TO_DO' : undefined);
}

/** `unlock` that finds nothing to release. */
function isEmpty({ code, json }: Result): boolean {
  return code === 3 && Array.isArray(json) && json.length === 0;
}
