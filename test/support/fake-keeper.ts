import { ShoalError } from '../../src/domain/errors.ts';
import type { Keeper, OutputListener } from '../../src/keeper/keeper.ts';
import type { ChildStatus, SpawnOrder } from '../../src/keeper/protocol.ts';

/** A child that the test plays. */
export interface FakeChild {
  readonly order: SpawnOrder;
  /** All input, each byte once, as a pipe would have it. */
  readonly input: () => string;
  readonly signals: readonly NodeJS.Signals[];
  say(line: string): void;
  /** The beginning of a line. */
  begin(text: string): void;
  exit(code: number | null, signal?: string, errorTail?: string): void;
  readonly isRunning: () => boolean;
  /** It was told that no input follows. */
  readonly isInputEnded: () => boolean;
}

/** K1 to K5 in memory: it outlives whoever is connected to it. */
export interface FakeKeeper {
  /** A new client; the listeners of the one before are forgotten, as when its process died. */
  connect(): Keeper;
  child(name: string): FakeChild | undefined;
  readonly children: () => readonly FakeChild[];
  /** Of all that were ever started. */
  readonly orders: readonly SpawnOrder[];
  /** It and its children die; the next one knows what each had said by then, these lines included. */
  die(lastLines: readonly string[]): void;
  /** Called when a child is started, has been given input, or was signalled. */
  onChange: () => void;
  /** So much it hands out at a time. Default: all that is there */
  pieceBytesMax: number;
  /** Acknowledged output is kept, as in a file of the spool that is not full. Default: it is gone */
  keepsAcked: boolean;
  /** It starts nothing, for this reason; null: it does. Default: null */
  refusal: string | null;
  /** It takes input, and never says so. Default: it does */
  isMute: boolean;
  /** Nothing is handed out until `release`. */
  hold(): void;
  release(): void;
}

interface Child {
  readonly order: SpawnOrder;
  input: Uint8Array;
  isInputEnded: boolean;
  output: Uint8Array;
  acked: number;
  exit: { code: number | null; signal: string | null; errorTail: string } | null;
  isLost?: boolean;
  readonly signals: NodeJS.Signals[];
  /** Of the connected client: how far it has read. */
  reader: { listener: OutputListener; at: number; saidExit: boolean } | null;
}

export function createFakeKeeper(): FakeKeeper {
  const children = new Map<string, Child>();
  const orders: SpawnOrder[] = [];
  const pid = 1_000;
  let isHolding = false;

  function status(name: string, child: Child): ChildStatus {
    return {
      child: name,
      process: { bootId: 'boot', pidNamespace: 'ns', pid: pid + children.size, startTime: name },
      state: child.isLost === true ? 'lost' : child.exit === null ? 'running' : 'exited',
      code: child.exit?.code ?? null,
      signal: child.exit?.signal ?? null,
      outputBytes: child.output.length,
      ackedBytes: child.acked,
      inputBytes: child.input.length,
      outputEnded: child.exit !== null,
      errorTail: child.exit?.errorTail ?? '',
    };
  }

  function feed(name: string, child: Child): void {
    const { reader } = child;
    if (reader === null || isHolding) return;
    while (reader.at < child.output.length) {
      const offset = reader.at;
      const data = child.output.slice(offset, offset + fake.pieceBytesMax);
      reader.at += data.length;
      reader.listener.onOutput(offset, data);
    }
    if (child.exit === null || reader.saidExit) return;
    reader.saidExit = true;
    reader.listener.onOutputEnded();
    reader.listener.onExit(status(name, child));
  }

  function known(name: string): Child {
    const child = children.get(name);
    if (child === undefined) throw new Error(`the keeper has no ${name}`);
    return child;
  }

  const fake: FakeKeeper = {
    onChange: () => undefined,
    orders,
    pieceBytesMax: Infinity,
    keepsAcked: false,
    refusal: null,
    isMute: false,
    hold() {
      isHolding = true;
    },
    release() {
      isHolding = false;
      for (const [name, child] of children) feed(name, child);
    },
    children: () => [...children.keys()].flatMap((name) => fake.child(name) ?? []),
    child(name) {
      const child = children.get(name);
      if (child === undefined) return undefined;
      return {
        order: child.order,
        input: () => Buffer.from(child.input).toString('utf8'),
        signals: child.signals,
        isRunning: () => child.exit === null,
        isInputEnded: () => child.isInputEnded,
        say(line) {
          this.begin(`${line}\n`);
        },
        begin(text) {
          child.output = Buffer.concat([child.output, Buffer.from(text)]);
          feed(name, child);
        },
        exit(code, signal, errorTail = '') {
          child.exit = { code, signal: signal ?? null, errorTail };
          feed(name, child);
        },
      };
    },
    die(lastLines) {
      for (const child of children.values()) {
        child.reader = null;
        child.output = Buffer.concat([
          child.output,
          Buffer.from(lastLines.map((line) => `${line}\n`).join('')),
        ]);
        child.exit = { code: null, signal: null, errorTail: '' };
        child.isLost = true;
      }
    },
    connect() {
      for (const child of children.values()) child.reader = null;
      return {
        async spawn(order) {
          if (fake.refusal !== null) throw new ShoalError('INTERNAL', fake.refusal);
          if (children.has(order.child)) throw new Error(`${order.child} was started twice`);
          const child: Child = {
            order,
            input: new Uint8Array(),
            isInputEnded: false,
            output: new Uint8Array(),
            acked: 0,
            exit: null,
            signals: [],
            reader: null,
          };
          children.set(order.child, child);
          orders.push(order);
          fake.onChange();
          return status(order.child, child);
        },
        list: async () => [...children].map(([name, child]) => status(name, child)),
        async attach(name, from, listener) {
          const child = known(name);
          if (from < child.acked && !fake.keepsAcked)
            throw new ShoalError('INVALID_INPUT', `The bytes from ${from} are gone.`);
          child.reader = { listener, at: from, saidExit: false };
          feed(name, child);
        },
        async detach(name) {
          known(name).reader = null;
        },
        async write(name, offset, data) {
          const child = known(name);
          if (offset > child.input.length) throw new Error(`input from ${child.input.length} is missing`);
          const fresh = data.subarray(child.input.length - offset);
          child.input = Buffer.concat([child.input, fresh]);
          if (fresh.length > 0) fake.onChange();
          if (fake.isMute) await new Promise(() => undefined);
        },
        async endInput(name) {
          known(name).isInputEnded = true;
        },
        async ack(name, offset) {
          const child = known(name);
          child.acked = Math.max(child.acked, offset);
        },
        async signal(name, signal) {
          known(name).signals.push(signal);
          fake.onChange();
        },
        async forget(name) {
          children.delete(name);
        },
        stop: async () => undefined,
        lost: new Promise(() => undefined),
        close: async () => undefined,
      };
    },
  };
  return fake;
}
