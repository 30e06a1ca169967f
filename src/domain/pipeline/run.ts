import type { Chunk } from './chunk-list.ts';
import type { ParamValues, Pipeline } from './definition.ts';

/** One execution of a pipeline. */
export interface Run {
  readonly id: string;
  /** Name of its pipeline, and what that was when it began: id of a plan. */
  readonly pipeline: string;
  readonly plan: string;
  readonly params: ParamValues;
  /** What it was asked for, in one line; the whole of it is a text with the run's id. */
  readonly title: string;
  readonly kind: 'run' | 'fix' | 'restart';
  /** Run that this one goes on from. */
  readonly parent: string | null;
  /** Node that was asked for with --agent. */
  readonly start: string | null;
  /** 1 to 10, 10 most urgent. */
  readonly priority: number;
  /** Where its agents work. */
  readonly directory: string;
  /** It has a checkout of its own, and need not wait for others. */
  readonly isApart: boolean;
  /** That checkout, when it is a git worktree: beside which one it is made, and its name. */
  readonly worktree: { readonly beside: string; readonly name: string } | null;
  /** What became of it when the run had ended; missing before, and in what older versions wrote. */
  readonly worktreeEnd?: { readonly isRemoved: boolean; readonly why: string | null };
  readonly state: RunState;
  /** Why it is so, in words. */
  readonly why: string | null;
  /** Stages, turns of sessions and gates so far. */
  readonly steps: number;
  /** Turns of agents so far, those of sessions and gates included. */
  readonly calls: number;
  /** Stages that ended, numbered as people count them. */
  readonly stages: number;
  readonly chunks: readonly Chunk[];
  /** How its last session ended; null before one has. */
  readonly consensus: { readonly isReached: boolean; readonly rounds: number } | null;
  /** Branches that ended with a rejection that nobody took up, and what the last of them was. */
  readonly rejections: number;
  readonly rejection: string | null;
  /** Rejections in a row by the gate of each node. */
  readonly rejectedInARow: Readonly<Record<string, number>>;
  /** Characters that its stages gave, all together. */
  readonly chars: number;
  /** US dollars, as far as its agents told. */
  readonly costUsd: number;
  readonly createdBy: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** When its time is up; null once it has ended. */
  readonly dueAt: number | null;
}

/** `queued` waits for the run that works in its checkout; `limited` reached a limit of its pipeline. */
export type RunState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'completed'
  | 'rejected'
  | 'failed'
  | 'cancelled'
  | 'limited';

const endStates: readonly RunState[] = ['completed', 'rejected', 'failed', 'cancelled', 'limited'];

export function isOver({ state }: Pick<Run, 'state'>): boolean {
  return endStates.includes(state);
}

/** Whether the git worktree that was made for it is still there, as far as anybody has looked. */
export function hasWorktree({ worktree, worktreeEnd }: Pick<Run, 'worktree' | 'worktreeEnd'>): boolean {
  return worktree !== null && worktreeEnd?.isRemoved !== true;
}

/** What a run began with; id is a digest of it, so that runs share it. */
export interface Plan {
  readonly id: string;
  readonly pipeline: Pipeline;
}

/** One thing that a run does: a stage, a turn in a session, a gate. */
export interface Step {
  readonly id: string;
  readonly run: string;
  /** From 1, in the order in which they were begun. */
  readonly n: number;
  readonly node: string;
  readonly kind: 'entry' | 'stage' | 'session' | 'turn' | 'summary' | 'gate';
  /** What the handoff that led here calls it. */
  readonly label: string | null;
  /** `held`: waits for other branches, or for room. */
  readonly state: 'held' | 'open' | 'done' | 'failed' | 'cancelled';
  /** What does it now: a task, or a request that a person decides. */
  readonly task: string | null;
  readonly request: string | null;
  /** Attempts before this one. */
  readonly retries: number;
  /** Not before this instant: the pause after a failed attempt. */
  readonly notBefore: number | null;
  /** Step that led to it; of a turn its session, of a gate what it judges. */
  readonly from: string | null;
  /** Steps that fanned out, outermost first: the branches that it is on. */
  readonly branches: readonly string[];
  /** Fan-out whose branches meet here, and how many have come; null where each that comes begins anew. */
  readonly group: string | null;
  readonly arrived: number;
  /** Steps that came after the first one; missing in what older versions wrote. */
  readonly joined?: readonly string[];
  readonly depth: number;
  readonly round: number;
  /** Whether a turn voted. */
  readonly agrees: boolean | null;
  readonly decision: 'approved' | 'rejected' | 'undecided' | null;
  readonly reason: string | null;
  /** First line of its output that says something. */
  readonly brief: string | null;
  readonly error: string | null;
  /** Length of its output. */
  readonly chars: number;
  /** Number among the stages that ended; null before. */
  readonly stage: number | null;
  /** Characters of context in its prompt, and what all of it would have been. */
  readonly contextChars: number;
  readonly wholeChars: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** For finding it, and derived: its run while it is held or open. */
  readonly liveIn: string | null;
  /** Its run, and `RUN.NODE`, once it is a stage that ended; the latest ranks first. */
  readonly pastOf: string | null;
  readonly ownOf: string | null;
  readonly pastRank: number;
}

/** What a step was given and gave; apart, because it is long. id is the step's; the run's own for what it was asked for. */
export interface StepText {
  readonly id: string;
  readonly run: string;
  readonly input: string;
  readonly output: string | null;
}

type StepFields = Pick<Step, 'id' | 'run' | 'n' | 'node' | 'kind'> & Partial<Step>;

export function newStep(fields: StepFields): Step {
  return {
    label: null,
    state: 'held',
    task: null,
    request: null,
    retries: 0,
    notBefore: null,
    from: null,
    branches: [],
    group: null,
    arrived: 1,
    depth: 1,
    round: 0,
    agrees: null,
    decision: null,
    reason: null,
    brief: null,
    error: null,
    chars: 0,
    stage: null,
    contextChars: 0,
    wholeChars: 0,
    startedAt: null,
    endedAt: null,
    liveIn: null,
    pastOf: null,
    ownOf: null,
    pastRank: 0,
    ...fields,
  };
}

function isOpen({ state }: Pick<Step, 'state'>): boolean {
  return state === 'open' || state === 'held';
}

type Place = Pick<Step, 'run' | 'node' | 'state' | 'stage' | 'notBefore'>;

/** The fields by which a step is found. */
export function placesOf({ run, node, state, stage, notBefore }: Place): Partial<Step> {
  const isPast = stage !== null;
  return {
    notBefore: state === 'held' ? notBefore : null,
    liveIn: isOpen({ state }) ? run : null,
    pastOf: isPast ? run : null,
    ownOf: isPast ? `${run}.${node}` : null,
    pastRank: -(stage ?? 0),
  };
}

const briefMax = 120;

/** The first line that is neither a heading's mark, a rule nor a fence alone. */
export function briefOf(output: string): string {
  const line = output
    .split(/\r?\n/)
    .find((one) => /[\p{L}\p{N}]/u.test(one) && !/^\s*(```|~~~|---)/.test(one));
  const text = (line ?? '').replace(/^[\s#>*-]+/, '').trim();
  return text.length > briefMax ? `${text.slice(0, briefMax - 1)}…` : text;
}
