import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { View } from '../../../../src/store/port.ts';
import type { Call } from '../../../model/history/check-calls.ts';
import { type AgentName, agentsOf, type Crew, type Sender, senders } from './crew.ts';

/** So much at once, that nothing piles up for longer than the test takes. */
const unseenMax = 3;
const openTasksMax = 5;
const triesMax = 200;
/** So many to begin with, so that however short it is, everything occurs: every second a task, the others ask. */
const kindsMin = 4;

/** Messages, tasks and decisions from all sides, until it is told to end. Each is insisted on with its key. */
export class Load {
  readonly calls: Call[] = [];
  /** What no command may answer, whether the daemon lives or not. */
  readonly problems: string[] = [];
  readonly #crew: Crew;
  readonly #random: () => number;
  readonly #ending = new AbortController();
  readonly #over = new AbortController();
  #count = 0;

  constructor(crew: Crew, random: () => number) {
    this.#crew = crew;
    this.#random = random;
  }

  /** Resolves when all that was begun has been accepted. Decisions go on until `over`. */
  async run(): Promise<void> {
    await Promise.all(senders.map((sender) => this.#send(sender)));
  }

  end(): void {
    this.#ending.abort();
  }

  over(): void {
    this.#over.abort();
  }

  async #send(sender: Sender): Promise<void> {
    while (!this.#ending.signal.aborted) {
      this.#count += 1;
      const isMessage = this.#count > kindsMin ? this.#random() < 0.65 : this.#count % 2 === 1;
      if (isMessage) await this.#tell(sender, this.#count);
      else await this.#enqueue(sender, this.#count);
    }
  }

  async #tell(sender: Sender, number: number): Promise<void> {
    const names = Object.keys(agentsOf) as AgentName[]; // its own keys
    const isFirst = number <= kindsMin;
    const to = isFirst ? 'gia' : (names[Math.floor(this.#random() * names.length)] ?? 'gia');
    const asks = isFirst || this.#random() < 0.2 ? ' [[ask]]' : '';
    if (!(await this.#until((view) => unseen(view, to) < unseenMax))) return;
    await this.#insist(sender, 'msg', `note ${number}.${asks}`, (text) => ['msg', text, '--to', to]);
  }

  async #enqueue(sender: Sender, number: number): Promise<void> {
    const [queue, asks] = this.#random() < 0.7 ? (['jobs', ''] as const) : (['careful', ' [[ask]]'] as const);
    if (!(await this.#until((view) => openTasks(view) < openTasksMax))) return;
    const words = (text: string) => ['enqueue', queue, text, '--callback'];
    await this.#insist(sender, 'add', `job ${number}.${asks}`, words);
  }

  /** False when the load has ended before it was so. */
  async #until(isSo: (view: View) => boolean): Promise<boolean> {
    const { store } = this.#crew.served;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const { seen, is } = await store.read((view) => ({ seen: view.lastSeq, is: isSo(view) }));
      if (is) return true;
      await store.wait(seen, undefined, signal).catch(() => undefined); // it has ended
    }
    return false;
  }

  /** Says it again with the same key until it is accepted. */
  async #insist(
    by: Sender,
    operation: 'add' | 'msg',
    text: string,
    words: (text: string) => readonly string[],
  ): Promise<void> {
    const key = `${operation}-${text}`;
    const env = this.#crew.environment(by);
    for (let tries = 0; tries < triesMax; tries += 1) {
      const invokedAt = Date.now();
      const ran = await this.#crew.served.project.run([...words(text), '--key', key, '--json'], { env });
      const outcome = ran.code === 0 ? { ok: JSON.parse(ran.stdout) as unknown } : 'unknown';
      this.calls.push({ by, operation, input: { text, key }, invokedAt, repliedAt: Date.now(), outcome });
      if (ran.code === 0) return;
      const said = ran.stdout + ran.stderr;
      if (!said.includes('did not start'))
        // it was killed in its beginning
        return void this.problems.push(`${operation} of ${by} ended with ${ran.code}: ${said}`);
    }
    this.problems.push(`${operation} of ${by} was never accepted`);
  }

  // --- decisions, over HTTP, as a person's page makes them

  /** Decides whatever is asked, until `over`. A decision that got no answer is made again. */
  async decide(): Promise<void> {
    const { store } = this.#crew.served;
    const { signal } = this.#over;
    while (!signal.aborted) {
      const { seen, open } = await store.read((view) => ({
        seen: view.lastSeq,
        open: view.list('request', { where: { openFor: 'people' } }).map(({ id }) => id),
      }));
      for (const id of open) await this.#approve(id);
      await store.wait(seen, store.now() + 50, signal).catch(() => undefined); // it is over
    }
  }

  async #approve(id: string): Promise<void> {
    const state = join(this.#crew.root, '.shoal');
    const token = readFileSync(join(state, 'human-token'), 'utf8').trim();
    try {
      // Not over TCP: the port of a daemon that was killed may be another workspace's by now.
      const { socket } = JSON.parse(readFileSync(join(state, 'serve.json'), 'utf8')) as { socket: string };
      const response = await fetch(`http://localhost/v1/requests/${id}/approve`, {
        method: 'POST',
        unix: socket,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
        signal: AbortSignal.timeout(2_000),
      });
      // 409: it was withdrawn meanwhile, or the first answer was lost.
      if (!response.ok && response.status !== 409)
        this.problems.push(`${id} cannot be approved: ${response.status} ${await response.text()}`);
    } catch {
      // No daemon is there just now.
    }
  }
}

function unseen(view: View, name: AgentName): number {
  const agent = view.list('agent', { where: { liveName: name } })[0]?.id ?? '';
  return view.list('delivery', { where: { unreadBy: agent } }).length;
}

function openTasks(view: View): number {
  return view.list('task').filter(({ state }) => ['blocked', 'ready', 'running'].includes(state)).length;
}
