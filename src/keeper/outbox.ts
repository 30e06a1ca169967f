/** What both ends of the socket need of it; Bun's sockets have it. */
interface ByteSink {
  write(data: Uint8Array): number;
}

/** Lines on their way out of a socket that takes only as much as it can. */
export class Outbox {
  #sink: ByteSink | undefined;
  readonly #lines: Buffer[] = [];
  #bytes = 0;

  /** Bytes that the socket has not taken. */
  get bytes(): number {
    return this.#bytes;
  }

  open(sink: ByteSink): void {
    this.#sink = sink;
    this.flush();
  }

  send(message: unknown): void {
    const line = Buffer.from(`${JSON.stringify(message)}\n`);
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#lines.length === 1) this.flush();
  }

  /** Called when the socket has room again. */
  flush(): void {
    for (let line = this.#lines[0]; line !== undefined && this.#sink !== undefined; line = this.#lines[0]) {
      const taken = Math.max(0, this.#sink.write(line));
      this.#bytes -= taken;
      if (taken < line.length) {
        this.#lines[0] = line.subarray(taken);
        return;
      }
      this.#lines.shift();
    }
  }
}
