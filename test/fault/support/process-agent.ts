import { shoalBin, type Workspace } from './workspace.ts';

/** Reads one command line per line of input, runs it, and answers with its exit code and its output on one line. */
const script = `while IFS= read -r line; do out=$(eval "$SHOAL $line --json" 2>/dev/null); echo "$? $out"; done`;

/** An agent that is a process of its own, a script, so that it can be stopped, continued and killed. */
export class ProcessAgent implements AsyncDisposable {
  readonly #child: Bun.Subprocess<'pipe', 'pipe', 'inherit'>;
  readonly #lines: AsyncIterator<string>;

  private constructor(workspace: Workspace) {
    this.#child = Bun.spawn(['bash', '-s'], {
      cwd: workspace.directory,
      env: workspace.environment({ env: { SHOAL: shoalBin } }),
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
    });
    void this.#child.stdin.write(`${script}\n`);
    this.#lines = linesOf(this.#child.stdout);
  }

  static async start(workspace: Workspace, name: string): Promise<ProcessAgent> {
    const agent = new ProcessAgent(workspace);
    await agent.ok(`join -n ${name}`);
    return agent;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Sends a command; a stopped agent runs it once it is continued. */
  async run(line: string): Promise<{ readonly code: number; readonly json: unknown }> {
    await this.#child.stdin.write(`${line}\n`);
    await this.#child.stdin.flush();
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the agent ended');
    const [code = '', ...rest] = value.split(' ');
    const text = rest.join(' ');
    return { code: Number(code), json: text === '' ? undefined : JSON.parse(text) };
  }

  async ok<T>(line: string): Promise<T> {
    const { code, json } = await this.run(line);
    if (code !== 0) throw new Error(`${line} ended with ${code}: ${JSON.stringify(json)}`);
    return json as T; // each caller names the answer of its command
  }

  stop(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  continue(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGCONT');
    this.#child.kill('SIGKILL');
    await this.#child.exited;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  return undefined;
}
