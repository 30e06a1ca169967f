import { ShoalError } from '../domain/errors.ts';
import type { OutputListener } from './keeper.ts';
import { LineSplitter } from './lines.ts';
import { Outbox } from './outbox.ts';
import { type KeeperCall, type KeeperNotice, type KeeperReply, lineBytesMax } from './protocol.ts';

/** A client's end of the socket. */
export interface Wire {
  /** Rejects with what the keeper refused it for, UNHEALTHY when the connection is lost. */
  call(call: KeeperCall): Promise<unknown>;
  /** The listener hears what comes after the reply. */
  attach(child: string, from: number, listener: OutputListener): Promise<void>;
  /** Nothing more of this child is heard. */
  ignore(child: string): void;
  readonly lost: Promise<void>;
  close(): void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ShoalError) => void;
}

/** null: nobody listens there. */
export async function openWire(path: string): Promise<Wire | null> {
  const client = new Client();
  try {
    const socket = await Bun.connect({
      unix: path,
      socket: {
        data: (from, chunk) => {
          try {
            client.receive(chunk);
          } catch (error) {
            client.lose(error instanceof Error ? error : new Error(String(error))); // what it says is not of this protocol, or a listener threw
            from.terminate();
          }
        },
        drain: () => client.outbox.flush(),
        close: () => client.lose(),
        error: (_socket, error) => client.lose(error),
      },
    });
    client.open(socket);
    return client;
  } catch {
    return null;
  }
}

class Client implements Wire {
  readonly outbox = new Outbox();
  readonly #lines = new LineSplitter(lineBytesMax);
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, OutputListener>();
  readonly #lost = Promise.withResolvers<void>();
  #socket: { terminate(): void } | undefined;
  #calls = 0;
  #loss: ShoalError | undefined;

  get lost(): Promise<void> {
    return this.#lost.promise;
  }

  open(socket: Bun.Socket): void {
    this.#socket = socket;
    this.outbox.open(socket);
  }

  call(call: KeeperCall): Promise<unknown> {
    return this.#call(call, (value) => value);
  }

  async attach(child: string, from: number, listener: OutputListener): Promise<void> {
    await this.#call({ call: 'attach', child, from }, () => this.#listeners.set(child, listener));
  }

  ignore(child: string): void {
    this.#listeners.delete(child);
  }

  receive(chunk: Uint8Array): void {
    for (const line of this.#lines.push(chunk)) {
      const message = JSON.parse(line) as KeeperReply | KeeperNotice; // the keeper's own words
      if ('notice' in message) this.#notice(message);
      else this.#settle(message);
    }
  }

  close(): void {
    this.#socket?.terminate();
    this.lose();
  }

  lose(cause?: Error): void {
    const loss = (this.#loss ??= connectionLost(cause));
    for (const { reject } of this.#pending.values()) reject(loss);
    this.#pending.clear();
    this.#listeners.clear();
    this.#lost.resolve();
  }

  /** `then` is called as the reply is read, before what follows it on the wire. */
  #call(call: KeeperCall, then: (value: unknown) => unknown): Promise<unknown> {
    if (this.#loss !== undefined) return Promise.reject(this.#loss);
    const id = (this.#calls += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve: (value) => resolve(then(value)), reject });
    this.outbox.send({ ...call, id });
    return promise;
  }

  #settle(reply: KeeperReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.ok) pending?.resolve(reply.value);
    else
      pending?.reject(
        new ShoalError(reply.code, reply.error, reply.hint === undefined ? {} : { hint: reply.hint }),
      );
  }

  #notice(notice: KeeperNotice): void {
    const listener = this.#listeners.get(notice.child);
    switch (notice.notice) {
      case 'output':
        return listener?.onOutput(notice.offset, Buffer.from(notice.data, 'base64'));
      case 'outputEnded':
        return listener?.onOutputEnded();
      case 'exit':
        return listener?.onExit(notice.status);
    }
  }
}

function connectionLost(cause: Error | undefined): ShoalError {
  const why = cause === undefined ? '' : `: ${cause.message}`;
  return new ShoalError('UNHEALTHY', `The connection to the keeper is lost${why}.`, { cause });
}
