import { statSync } from 'node:fs';
import { ShoalError } from '../domain/errors.ts';
import { writeRecord } from './child-files.ts';
import { ErrorTail } from './error-tail.ts';
import { Input } from './input.ts';
import type { Kept } from './kept.ts';
import type { KeeperMachine } from './machine.ts';
import type { ChildStatus, SpawnOrder } from './protocol.ts';
import { signalGroup } from './signal-group.ts';
import { Spool } from './spool.ts';

export interface ChildOptions {
  readonly directory: string;
  readonly machine: KeeperMachine;
  /** Reading pauses while so much output is not acknowledged. */
  readonly unackedBytesMax: number;
  readonly log: (text: string) => void;
}

type Process = Bun.Subprocess<'pipe', 'pipe', 'pipe'>;

/** For the last output of a child whose pipes a grandchild holds open; without one they end at once. */
const lastWordsMs = 250;
const diskRetryMs = 1000;

/**
 * A running child and its pipes. Output goes: pipe, disk, clients. It is read as long as what is not acknowledged is
 * below the limit; beyond, the pipe fills and the child waits, so that a flood is bounded and loses nothing.
 */
export class Child implements Kept {
  readonly listeners = new Set<() => void>();
  readonly #order: SpawnOrder;
  readonly #options: ChildOptions;
  readonly #process: Process;
  readonly #reference: ChildStatus['process'];
  readonly #spool: Spool;
  readonly #errors: ErrorTail;
  readonly #input: Input;
  readonly #output: Reader;
  readonly #standardError: Reader;
  #room: PromiseWithResolvers<void> | undefined;
  #ackedBytes = 0;
  #outputEnded = false;
  #exitAt: number | null = null;
  /** What it has written waits for room. */
  #isHeldUp = false;
  /** Somebody wants it to end: its last words are not waited for. */
  #isHurried = false;
  #isClosed = false;

  /** Throws SPAWN_FAILED when the program cannot be started. */
  constructor(order: SpawnOrder, options: ChildOptions) {
    this.#order = order;
    this.#options = options;
    this.#spool = new Spool(options.directory);
    this.#process = start(order);
    this.#reference = options.machine.processOf(this.#process.pid);
    this.#output = this.#process.stdout.getReader();
    this.#standardError = this.#process.stderr.getReader();
    this.#errors = new ErrorTail(options.directory);
    this.#input = new Input(order.child, this.#process.stdin);
    void this.#live();
  }

  get status(): ChildStatus {
    const isOver = this.#exitAt !== null;
    return {
      child: this.#order.child,
      process: this.#reference,
      state: isOver ? 'exited' : 'running',
      code: isOver && this.#process.signalCode === null ? this.#process.exitCode : null,
      signal: isOver && this.#process.signalCode !== null ? String(this.#process.signalCode) : null,
      outputBytes: this.#spool.end,
      ackedBytes: this.#ackedBytes,
      inputBytes: this.#input.takenBytes,
      outputEnded: this.#outputEnded,
      errorTail: this.#errors.text,
    };
  }

  get exitAt(): number | null {
    return this.#exitAt;
  }

  get outputStart(): number {
    return this.#spool.start;
  }

  get outputEnd(): number {
    return this.#spool.end;
  }

  get outputEnded(): boolean {
    return this.#outputEnded;
  }

  get isBusy(): boolean {
    return this.#exitAt === null || !this.#outputEnded;
  }

  readOutput(offset: number, bytesMax: number): Uint8Array {
    return this.#spool.read(offset, bytesMax);
  }

  write(offset: number, data: Uint8Array): Promise<void> {
    return this.#input.take(offset, data);
  }

  endInput(): void {
    this.#input.end();
  }

  ack(offset: number): void {
    if (offset > this.#spool.end)
      throw new ShoalError(
        'INVALID_INPUT',
        `${this.#order.child} has written ${this.#spool.end} bytes; ${offset} cannot be acknowledged.`,
      );
    this.#ackedBytes = Math.max(this.#ackedBytes, offset);
    this.#spool.trim(this.#ackedBytes);
    if (this.#hasRoom()) this.#room?.resolve();
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      signalGroup(this.#process.pid, signal);
    else this.#isHurried = true;
  }

  close(): void {
    this.#isClosed = true;
    this.#room?.resolve();
    for (const reader of [this.#output, this.#standardError]) reader.cancel().catch(() => undefined);
    this.#spool.close();
    this.#errors.close();
  }

  async #live(): Promise<void> {
    this.#record();
    const output = this.#spoolOutput();
    const errors = this.#drainErrors();
    await this.#process.exited;
    await this.#lastWords(Promise.all([output, errors]));
    this.#input.break('it has ended');
    this.#exitAt = this.#spool.end;
    this.#record();
    this.#changed();
    await output;
    this.#record();
    this.#changed();
  }

  /** Of a child whose words wait for room they come before its exit, as those of any other. */
  async #lastWords(all: Promise<unknown>): Promise<void> {
    for (let isWaiting = true; isWaiting && !this.#isHurried && !this.#isClosed;) {
      isWaiting = this.#isHeldUp;
      await Promise.race([all, after(lastWordsMs)]);
      isWaiting ||= this.#isHeldUp;
    }
  }

  /** A keeper after this one must know it. On a full disk it will not: that must not end the child. */
  #record(): void {
    if (this.#isClosed) return;
    try {
      writeRecord(this.#options.directory, this.status);
    } catch (error) {
      this.#options.log(`${this.#order.child}: its state cannot be written: ${String(error)}`);
    }
  }

  #changed(): void {
    if (this.#isClosed) return;
    for (const listener of this.listeners) listener();
  }

  async #spoolOutput(): Promise<void> {
    try {
      for (;;) {
        await this.#waitForRoom();
        const { value } = await this.#output.read();
        if (value === undefined || this.#isClosed) break;
        await this.#append(value);
        this.#changed();
      }
    } catch (error) {
      this.#options.log(`${this.#order.child}: reading its output: ${String(error)}`);
    }
    this.#outputEnded = true;
  }

  /** A full disk makes the child wait, until output is acknowledged or others make room; nothing is thrown away. */
  async #append(data: Uint8Array): Promise<void> {
    for (let isFirst = true; !this.#isClosed; isFirst = false) {
      try {
        return this.#spool.append(data);
      } catch (error) {
        if (isFirst) this.#options.log(`${this.#order.child}: its output waits: ${String(error)}`);
        await this.#heldUp(after(diskRetryMs));
      }
    }
  }

  #hasRoom(): boolean {
    return this.#isClosed || this.#spool.end - this.#ackedBytes < this.#options.unackedBytesMax;
  }

  async #waitForRoom(): Promise<void> {
    while (!this.#hasRoom()) await this.#heldUp();
  }

  /** Until there may be room. */
  async #heldUp(...orUntil: readonly Promise<void>[]): Promise<void> {
    this.#room = Promise.withResolvers();
    this.#isHeldUp = true;
    await Promise.race([this.#room.promise, ...orUntil]);
    this.#isHeldUp = false;
  }

  async #drainErrors(): Promise<void> {
    try {
      for (;;) {
        const { value } = await this.#standardError.read();
        if (value === undefined || this.#isClosed) return;
        this.#errors.push(value);
      }
    } catch (error) {
      this.#options.log(`${this.#order.child}: reading its standard error: ${String(error)}`);
    }
  }
}

/** Of both declarations of a stream's reader: the language's and Bun's. `value` is undefined at the end. */
interface Reader {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<unknown>;
}

function start({ argv, cwd, env }: SpawnOrder): Process {
  const [program = ''] = argv;
  if (!isDirectory(cwd))
    throw new ShoalError('SPAWN_FAILED', `${program} cannot be started: there is no directory ${cwd}.`, {
      hint: 'Give a directory that exists.',
    });
  try {
    return Bun.spawn([...argv], {
      cwd,
      env: { ...env },
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      detached: true,
    });
  } catch (cause) {
    throw cannotStart(program, env['PATH'], cause);
  }
}

function cannotStart(program: string, path: string | undefined, cause: unknown): ShoalError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
    [/not found|ENOENT/, `Install it, or give its path. Looked in PATH=${path ?? ''}`],
    [/EACCES/, `Make it executable: chmod +x ${program}`],
    [/ENOEXEC/, 'It is no program for this system; a script begins with a line such as #!/bin/sh.'],
  ];
  const hint = hints.find(([pattern]) => pattern.test(why))?.[1] ?? 'Run it by hand to see why.';
  return new ShoalError('SPAWN_FAILED', `${program} cannot be started: ${why}.`, { hint, cause });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
