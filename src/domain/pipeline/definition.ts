import type { McpCommand } from '../profile.ts';
import type { Condition } from './condition.ts';

/*
 * A pipeline as it runs: parameters put in, imports and `extends` resolved, nothing left to a default. JSON-pure, so that a run
 * can keep the very one that it began with.
 */
export interface Pipeline {
  readonly name: string;
  /** Node that a run begins at; null: a model picks it from the task. */
  readonly entry: string | null;
  readonly nodes: Readonly<Record<string, PipelineNode>>;
  readonly limits: PipelineLimits;
}

/** Of one run. What is reached ends the run as `limited`. */
export interface PipelineLimits {
  /** Turns of agents, those in sessions and gates included. Default: 200 */
  readonly callsMax: number;
  /** Steps one after another from the beginning. Default: 100 */
  readonly depthMax: number;
  /** Branches at once. Default: 4 */
  readonly parallelMax: number;
  /** ms. Default: 24 h */
  readonly wallMs: number;
  /** US dollars; null: none. */
  readonly costUsd: number | null;
}

export type PipelineNode = AgentNode | SessionNode;

interface NodeBase {
  readonly id: string;
  readonly name: string;
  readonly handoffs: readonly Handoff[];
  readonly gate: Gate | null;
  /** How many of the branches of a fan-out are waited for, and the rest dropped; null: each that comes begins it anew. */
  readonly join: 'all' | 'any' | number | null;
  readonly chunks: Chunks | null;
}

export interface AgentNode extends NodeBase {
  readonly type: 'agent';
  /** A profile of shoal.yaml or a harness. */
  readonly runtime: string;
  readonly model: string | null;
  /** Template of its prompt. */
  readonly prompt: string;
  readonly context: ContextStrategy;
  /** Stages told in full; older ones become a line each. 0: all in full. */
  readonly contextWindow: number;
  /** May use its harness's own tools; those who have MCP servers or flags always may. */
  readonly tools: boolean;
  readonly mcp: readonly McpCommand[];
  /** Added to the command line of its harness. */
  readonly flags: readonly string[];
  readonly humanInput: HumanInput | null;
  readonly retry: Retry;
}

export interface SessionNode extends NodeBase {
  readonly type: 'session';
  /** Ids of agent nodes. */
  readonly participants: readonly string[];
  readonly turnOrder: 'round_robin' | 'moderator';
  readonly maxRounds: number;
  /** Turns of all participants together; null: as many as the rounds allow. */
  readonly maxTurns: number | null;
  readonly consensus: Consensus;
  /** One of the participants. */
  readonly summaryAgent: string | null;
}

export const contextStrategies = ['none', 'last_only', 'own', 'shared', 'both'] as const;
export type ContextStrategy = (typeof contextStrategies)[number];

export interface Handoff {
  /** Ids of nodes; with the condition `auto`, those that the output may name: empty means any. */
  readonly to: readonly string[];
  /** What the stage is called. */
  readonly task: string | null;
  readonly condition: Condition;
  /** Template of what the next one is given. */
  readonly payload: string;
}

export type Gate = ModelGate | HumanGate | CommandGate;

interface GateBase {
  /** Rejections by this gate after which the run ends as rejected. */
  readonly maxRetries: number;
}

interface ModelGate extends GateBase {
  readonly type: 'llm';
  readonly prompt: string;
  readonly model: string | null;
  /** Profile or harness that judges. */
  readonly runtime: string;
}

interface HumanGate extends GateBase {
  readonly type: 'human';
  readonly prompt: string;
}

interface CommandGate extends GateBase {
  readonly type: 'command';
  /** Program and arguments; never a shell's. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

export interface Consensus {
  readonly method: 'vote' | 'moderator_decides';
  readonly keyword: string;
  readonly require: 'all' | 'majority' | number;
  readonly requireChunksDone: boolean;
}

export interface Chunks {
  readonly initial: readonly string[];
}

export interface HumanInput {
  readonly mode: 'before' | 'on_demand' | 'both';
  readonly prompt: string;
}

export interface Retry {
  readonly maxRetries: number;
  readonly backoffMs: number;
  readonly fallbackContext: ContextStrategy | null;
}

/** What may be asked for before a run. */
export interface ParamDefinition {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly fallback: ParamValue | null;
  readonly required: boolean;
  readonly description: string | null;
  /** Question for a person. */
  readonly prompt: string | null;
  /** Question for a model. */
  readonly autoDetect: string | null;
}

export type ParamValue = string | number | boolean;

/** By name. */
export type ParamValues = Readonly<Record<string, ParamValue>>;

/** What is wrong, and where. A warning keeps nothing from running. */
export interface PipelineProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** After what it is about. */
  readonly endLine: number;
  readonly endColumn: number;
  /** Keys from the top of the file, as far as they are there. */
  readonly path: readonly string[];
  /** A word that stands there, and the one that was most likely meant; null: nobody can tell. */
  readonly fix: { readonly wrong: string; readonly right: string } | null;
  readonly severity: 'error' | 'warning';
  readonly text: string;
}

/** What is wrong with who is to work, or with the program of a gate; null: nothing. `error`: no name of anything. */
export type RuntimeCheck = (wanted: {
  readonly runtime?: string;
  readonly program?: string;
}) => Pick<PipelineProblem, 'severity' | 'text'> | null;

/** A pipeline's file, understood as far as it goes. */
export interface ReadPipeline {
  /** null when there are errors, or parameters without a value. */
  readonly pipeline: Pipeline | null;
  readonly params: readonly ParamDefinition[];
  /** What they are; those without a value are not among them. */
  readonly values: ParamValues;
  /** Nobody gave a value, neither with the call nor in a file: defaults count then. */
  readonly unset: readonly ParamDefinition[];
  /** Required, and nobody gave a value. */
  readonly missing: readonly ParamDefinition[];
  readonly problems: readonly PipelineProblem[];
}

/** Every node that one hands over to, whatever the condition; `auto` without a list: all others. */
export function targetsOf(node: PipelineNode, ids: readonly string[]): readonly string[] {
  const targets = node.handoffs.flatMap(({ to, condition }) =>
    condition.type === 'auto' && to.length === 0 ? ids.filter((id) => id !== node.id) : to,
  );
  return [...new Set(targets)];
}
