import type { DriverEvent, HarnessDriver, Protocol, SessionSpec, Sink } from '../../harness/driver.ts';
import { createLineSplitter, feedLine } from '../../harness/ndjson.ts';
import type { Keeper } from '../../keeper/keeper.ts';
import type { Checkpoint } from './journal.ts';

/** How far a process and its protocol have come: what of a checkpoint is about them. */
export type WirePosition = Pick<
  Checkpoint,
  'child' | 'outputOffset' | 'inputOffset' | 'unsent' | 'inputEnded' | 'snapshot'
>;

export interface WireOptions {
  readonly keeper: Keeper;
  readonly child: string;
  readonly driver: HarnessDriver;
  readonly spec: SessionSpec;
  /** null: nothing was said to the process yet. */
  readonly from: WirePosition | null;
  /** The keeper has all input that was given. */
  readonly onTaken: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * One process and the protocol that is spoken with it. What the protocol writes stays here until `send`: a step is
 * written to the journal before its bytes go out.
 */
export interface Wire {
  readonly child: string;
  readonly protocol: Protocol;
  /** The program was told that no input follows: it will end by itself. */
  readonly inputEnded: boolean;
  /** Bytes that the protocol has given. */
  readonly inputOffset: number;
  /** The events of what `run` makes the protocol do. */
  events(run: (protocol: Protocol) => void): readonly DriverEvent[];
  /** The events of the whole lines that these bytes complete. */
  output(data: Uint8Array): readonly DriverEvent[];
  /** Of what stands after the last newline, when the output has ended. */
  rest(): readonly DriverEvent[];
  /** Of the end itself. */
  end(): readonly DriverEvent[];
  position(): WirePosition;
  /** Lets the input out. */
  send(): void;
  ack(): void;
  close(): void;
}

const encoder = new TextEncoder();

export function createWire(options: WireOptions): Wire {
  const { keeper, child, driver, spec, from } = options;
  const splitter = createLineSplitter({ offset: from?.outputOffset ?? 0 });
  let collected: DriverEvent[] = [];
  let outputOffset = from?.outputOffset ?? 0;
  let ackedOffset = outputOffset;
  let inputOffset = from?.inputOffset ?? 0;
  let inputEnded = from?.inputEnded ?? false;
  let isSending = false;
  let isEndSent = false;
  let isClosed = false;
  let isBroken = false;
  const unsent: { offset: number; text: string }[] = [];
  if (from !== null && from.unsent !== '')
    unsent.push({ offset: inputOffset - encoder.encode(from.unsent).length, text: from.unsent });

  const sink: Sink = {
    write(text) {
      unsent.push({ offset: inputOffset, text });
      inputOffset += encoder.encode(text).length;
    },
    endInput() {
      inputEnded = true;
    },
    emit: (event) => void collected.push(event),
  };
  const protocol = driver.connect(spec, sink, from?.snapshot ?? null);

  /** D2 says that none throws; one that does must not take the daemon with it. */
  function events(run: (protocol: Protocol) => void): readonly DriverEvent[] {
    collected = [];
    try {
      run(protocol);
    } catch (error) {
      options.onError(error);
      collected.push({ type: 'notice', level: 'error', text: `The driver failed: ${String(error)}` });
    }
    return collected;
  }

  async function sendAll(): Promise<void> {
    for (let piece = unsent[0]; piece !== undefined && !isClosed; piece = unsent[0]) {
      await keeper.write(child, piece.offset, encoder.encode(piece.text));
      unsent.shift();
    }
    if (isClosed) return;
    if (inputEnded && !isEndSent) {
      isEndSent = true;
      await keeper.endInput(child);
    }
    options.onTaken();
  }

  const wire: Wire = {
    child,
    protocol,
    get inputOffset() {
      return inputOffset;
    },
    get inputEnded() {
      return inputEnded;
    },
    events,
    output: (data) =>
      events(() => {
        for (const line of splitter.push(data)) {
          feedLine(protocol, sink, line);
          outputOffset = line.end;
        }
      }),
    rest: () =>
      events(() => {
        const rest = splitter.end();
        if (rest === null) return;
        feedLine(protocol, sink, rest);
        outputOffset = rest.end;
      }),
    end: () => events(() => protocol.end()),
    position: () => ({
      child,
      outputOffset,
      inputOffset,
      unsent: unsent.map(({ text }) => text).join(''),
      inputEnded,
      snapshot: protocol.snapshot(),
    }),
    send() {
      if (isSending || isBroken || isClosed || (unsent.length === 0 && (!inputEnded || isEndSent))) return;
      isSending = true;
      sendAll()
        // What a dead process does not take is told by its exit.
        .catch((error: unknown) => {
          isBroken = true;
          options.onError(error);
        })
        .finally(() => {
          isSending = false;
          wire.send();
        });
    },
    ack() {
      if (isClosed || outputOffset === ackedOffset) return;
      ackedOffset = outputOffset;
      keeper.ack(child, outputOffset).catch((error: unknown) => options.onError(error));
    },
    close() {
      isClosed = true;
    },
  };
  return wire;
}
