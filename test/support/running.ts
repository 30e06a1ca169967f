import { createPipelineEngine } from '../../src/engines/pipeline/engine.ts';
import type { Pipeline } from '../../src/domain/pipeline/definition.ts';
import { finished } from '../../src/domain/task-rules.ts';
import { invoke } from '../../src/operations/invoke.ts';
import { createRun, type RunOrder } from '../../src/operations/handlers/run/start-run.ts';
import { failTask } from '../../src/operations/handlers/task/finish.ts';
import { claimTask } from '../../src/operations/handlers/task/claim.ts';
import { readPipeline } from '../../src/surfaces/pipelines/read.ts';
import type { ByKind, View } from '../../src/store/port.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** What a scripted agent says; an error fails its task. */
export type Said = string | { readonly error: string };

export interface Asked {
  /** Queue without the run: `dev`, `dev.gate`. */
  readonly who: string;
  readonly prompt: string;
  /** From 1, by who. */
  readonly time: number;
}

export type Script = (asked: Asked) => Said;

/** Runs of pipelines in this process: the engine is real, and its agents say what the test's script says. */
export interface Running {
  readonly world: World;
  /** Who was asked, in order, with what prompt. */
  readonly asked: Asked[];
  start(more?: Partial<RunOrder>): Promise<string>;
  /** The engine alone. */
  advance(): Promise<void>;
  /** Finishes one task that is ready; whether there was one. `who`: of this agent. */
  work(who?: string): Promise<boolean>;
  /** Engine and agents in turn, until nothing moves. */
  finish(): Promise<void>;
  run(id?: string): Promise<ByKind<'run'>>;
  steps(id?: string): Promise<readonly ByKind<'step'>[]>;
  /** Each step as `node kind state`, turns with their round. */
  story(id?: string): Promise<readonly string[]>;
  requests(): Promise<readonly ByKind<'request'>[]>;
  decide(outcome: 'approve' | 'reject', text?: string): Promise<void>;
  reply(text: string): Promise<void>;
  look<T>(look: (view: View) => T): Promise<T>;
  ready(): Promise<readonly ByKind<'task'>[]>;
  outputOf(step: string): Promise<string>;
}

export function pipelineOf(yaml: string, params: Readonly<Record<string, string>> = {}): Pipeline {
  const { pipeline, problems } = readPipeline('p', 'p.yaml', { read: () => yaml }, params);
  if (pipeline === null) throw new Error(problems.map(({ line, text }) => `${line}: ${text}`).join('\n'));
  return pipeline;
}

export async function createRunning(
  yaml: string | Pipeline,
  script: Script = ({ who }) => `${who} did it`,
  options: WorldOptions = {},
): Promise<Running> {
  const pipeline = typeof yaml === 'string' ? pipelineOf(yaml) : yaml;
  const world = createWorld(options);
  const context = world.nobody();
  const { store } = world;
  const person = world.person();
  const { id: agent } = await invoke(world.as(7), 'agent.join', { name: 'hand' });
  const engine = createPipelineEngine({ context, log: { info: () => {}, warn: fail } });
  const asked: Asked[] = [];

  function fail(message: string, fields?: Readonly<Record<string, unknown>>): void {
    throw new Error(`${message} ${JSON.stringify(fields)}`);
  }

  function act({ queue, description }: ByKind<'task'>): Said {
    const who = queue.slice(queue.indexOf('.') + 1);
    const one = {
      who,
      prompt: description ?? '',
      time: asked.filter((other) => other.who === who).length + 1,
    };
    asked.push(one);
    return script(one);
  }

  const ready = () =>
    store.read((view) =>
      view
        .list('task', { where: { state: 'ready' } })
        .toSorted((one, other) => one.readyRank - other.readyRank),
    );

  async function work(who?: string): Promise<boolean> {
    const [task] = (await ready()).filter(({ queue }) => who === undefined || queue.endsWith(`.${who}`));
    if (task === undefined) return false;
    const said = act(task);
    await store.transact((tx) => {
      tx.actor = agent;
      const held = claimTask(tx, context, task, agent, undefined, 'task.claimed');
      if (typeof said === 'string')
        tx.update('task', task.id, finished(held, said, tx.now), { type: 'task.done', task: task.id });
      else failTask(tx, context, held, said.error, false);
    });
    return true;
  }

  async function advance(): Promise<void> {
    while (await engine.step());
  }

  async function steps(id = 'r1'): Promise<readonly ByKind<'step'>[]> {
    return store.read((view) => view.list('step', { where: { run: id } }));
  }

  async function run(id = 'r1'): Promise<ByKind<'run'>> {
    const found = await store.read((view) => view.get('run', id));
    if (found === undefined) throw new Error(`no run ${id}`);
    return found;
  }

  async function requests(): Promise<readonly ByKind<'request'>[]> {
    return store.read((view) => view.list('request', { where: { state: 'open' } }));
  }

  return {
    world,
    asked,
    advance,
    work,
    run,
    steps,
    requests,
    ready,
    look: (look) => store.read(look),
    outputOf: (id) => store.read((view) => view.get('stepText', id)?.output ?? ''),
    async start(more = {}) {
      const order = {
        pipeline,
        name: 'p',
        params: {},
        title: 'Do it',
        input: 'Do it',
        start: null,
        priority: 5,
        directory: '/w',
        isApart: false,
        ...more,
      };
      const { id } = await store.transact((tx) => createRun(tx, context, order));
      await advance();
      return id;
    },
    async finish() {
      await advance();
      while (await work()) await advance();
    },
    async story(id) {
      return (await steps(id)).map(({ node, kind, state, round }) =>
        [node, kind, ...(round > 0 && kind !== 'session' ? [round] : []), state].join(' '),
      );
    },
    async decide(outcome, text) {
      const [request] = await requests();
      if (request === undefined) throw new Error('nobody asks');
      const input = {
        id: request.id,
        ...(text === undefined || outcome === 'approve' ? {} : { reason: text }),
      };
      await invoke(person, outcome === 'approve' ? 'request.approve' : 'request.reject', input);
      await advance();
    },
    async reply(text) {
      const [request] = await requests();
      if (request === undefined) throw new Error('nobody asks');
      await invoke(person, 'message.reply', { id: request.id, text });
      await advance();
    },
  };
}
