import { ShoalError } from '../domain/errors.ts';
import { Attachment } from './attachment.ts';
import type { Children } from './children.ts';
import { LineSplitter } from './lines.ts';
import { Outbox } from './outbox.ts';
import { type Numbered, parseLine, parseRequest, parseSignal } from './parse-request.ts';
import { type KeeperHello, type KeeperReply, type KeeperRequest, lineBytesMax } from './protocol.ts';

/** Output waits while so much is on its way to the client. */
const outboxBytesMax = 1024 * 1024;

export interface ConnectionOptions {
  readonly children: Children;
  readonly hello: KeeperHello;
  /** Resolves once no child runs; the keeper ends after that. */
  readonly stop: (kill: boolean) => Promise<void>;
  /** Cuts the client off: what it should get cannot be read. */
  readonly fail: (error: unknown) => void;
}

/** One client. Its death ends its attachments and nothing else: K1. */
export class Connection {
  readonly outbox = new Outbox();
  readonly #options: ConnectionOptions;
  readonly #lines = new LineSplitter(lineBytesMax);
  readonly #attachments = new Map<string, Attachment>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Throws when what comes is not of this protocol. */
  receive(chunk: Uint8Array): void {
    for (const line of this.#lines.push(chunk)) void this.#answer(parseLine(line));
  }

  /** The socket has room again. */
  drained(): void {
    this.outbox.flush();
    this.#pump();
  }

  close(): void {
    for (const child of this.#attachments.keys()) this.#detach(child);
  }

  async #answer(numbered: Numbered): Promise<void> {
    const { id } = numbered;
    try {
      const result = this.#carryOut(parseRequest(numbered));
      const value = result instanceof Promise ? await result : result;
      this.#reply(value === undefined ? { id, ok: true } : { id, ok: true, value });
    } catch (error) {
      this.#reply(refusal(id, error));
    }
    this.#pump();
  }

  #carryOut(request: KeeperRequest): unknown {
    const { children, hello, stop } = this.#options;
    switch (request.call) {
      case 'hello':
        return hello;
      case 'spawn':
        return children.spawn(request);
      case 'list':
        return children.list();
      case 'attach':
        return this.#attach(request.child, request.from);
      case 'detach':
        return this.#detach(request.child);
      case 'write':
        return children.get(request.child).write(request.offset, Buffer.from(request.data, 'base64'));
      case 'endInput':
        return children.get(request.child).endInput();
      case 'ack':
        return children.get(request.child).ack(request.offset);
      case 'signal':
        return children.get(request.child).signal(parseSignal(request.signal));
      case 'forget':
        this.#detach(request.child);
        return children.forget(request.child);
      case 'stop':
        return stop(request.kill);
    }
  }

  #reply(reply: KeeperReply): void {
    this.outbox.send(reply);
  }

  #attach(child: string, from: number): void {
    const attachment = new Attachment(child, from, {
      kept: this.#options.children.get(child),
      send: (notice) => this.outbox.send(notice),
      listener: () => this.#pump(),
    });
    this.#detach(child);
    this.#attachments.set(child, attachment);
  }

  #detach(child: string): void {
    this.#attachments.get(child)?.close();
    this.#attachments.delete(child);
  }

  #pump(): void {
    try {
      this.#sendAll();
    } catch (error) {
      this.close();
      this.#options.fail(error);
    }
  }

  /** A piece of each in turn, so that a flood of one does not hold up the others. */
  #sendAll(): void {
    for (let isMore = true; isMore;) {
      isMore = false;
      for (const [child, attachment] of this.#attachments) {
        if (this.outbox.bytes >= outboxBytesMax) return this.#nextTime(child);
        isMore = attachment.sendOne() || isMore;
      }
    }
  }

  /** Those before `child` had their turn. */
  #nextTime(child: string): void {
    for (const [served, attachment] of this.#attachments) {
      if (served === child) return;
      this.#attachments.delete(served);
      this.#attachments.set(served, attachment);
    }
  }
}

function refusal(id: number, error: unknown): KeeperReply {
  if (!(error instanceof ShoalError)) return { id, ok: false, code: 'INTERNAL', error: String(error) };
  const { code, message, hint } = error;
  return { id, ok: false, code, error: message, ...(hint === undefined ? {} : { hint }) };
}
