import type { CallToolResult } from '@modelcontextprotocol/server';
import { ShoalError } from '../../domain/errors.ts';
import { invoke } from '../../operations/invoke.ts';
import { operationNamed } from '../../operations/manifest.ts';
import { toShoalError } from '../cli/failure.ts';
import type { ContextFor } from './context-for.ts';
import { ANSWER_WITHIN_MS, type Pending } from './pending.ts';
import { answerResult, errorResult, pendingResult } from './reply.ts';
import { type Situation, situationOf } from './situation.ts';
import { BYTES_FIELD, type OfferedTool, PENDING_FIELD } from './tools.ts';

/** The reply is written within this time of the answer; a crash before only shows the message again. */
const AFTER_REPLY_MS = 50;
/** Leaves room in a reply for what is said beside the list. */
const LIST_BYTES = 1_500;

export interface CallerOptions {
  readonly contextFor: ContextFor;
  readonly tools: readonly OfferedTool[];
  /** Calls that wait, of this caller alone. */
  readonly pending: Pending;
}

export interface ToolCall {
  readonly name: string;
  readonly args: Record<string, unknown>;
  /** The same for the same call delivered twice; undefined when that cannot be told. */
  readonly key: string | undefined;
  readonly signal: AbortSignal;
}

/** Runs tool calls of one caller. Refusals are results with `isError`, so that the model reads the hint. */
export function createCaller(options: CallerOptions): (call: ToolCall) => Promise<CallToolResult> {
  const { contextFor, tools, pending } = options;
  return async ({ name, args, key, signal }) => {
    try {
      const offered = tools.find(({ tool }) => tool.name === name);
      if (offered === undefined) throw unknownTool(name, tools);
      const { handle, ...input } = offered.blocks ? args : { ...args, handle: undefined };
      const begin = () =>
        pending.start((until) => run(contextFor, offered, withKey(offered, input, key), until));
      const running = handle === undefined ? begin() : pending.find(handle);
      return await answer(options, offered, running, signal);
    } catch (error) {
      return errorResult(toShoalError(error));
    }
  };
}

async function answer(
  options: CallerOptions,
  offered: OfferedTool,
  handle: string,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const outcome = await options.pending.wait(handle, signal);
  if (outcome === undefined) return pendingResult(offered.tool.name, handle);
  if ('error' in outcome) {
    const error = toShoalError(outcome.error);
    return error.code === 'NOTHING_TO_DO'
      ? answerResult(offered, null, await situation(options), error)
      : errorResult(error);
  }
  return answerResult(offered, outcome.value, await situation(options));
}

/** What comes next is not said when it is a tool that this caller has not. */
async function situation({ contextFor, tools }: CallerOptions): Promise<Situation> {
  const found = await situationOf(contextFor);
  const next = found.next && operationNamed(found.next.operation);
  const isMissing =
    next?.mcp?.default === true && !tools.some(({ operation }) => operation.name === next.name);
  return isMissing ? { ...found, next: null } : found;
}

async function run(
  contextFor: ContextFor,
  { operation, answersPending }: OfferedTool,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  const context = await contextFor({ needs: operation.needs, signal, afterAnswer: afterReply });
  const takesBytes = Object.hasOwn(operation.input.properties, BYTES_FIELD);
  return invoke(context, operation.name, {
    ...input,
    ...(answersPending ? { [PENDING_FIELD]: ANSWER_WITHIN_MS } : {}),
    ...(takesBytes ? { [BYTES_FIELD]: LIST_BYTES } : {}),
  });
}

/** What waits for the answer to be written out, such as that a message was seen. */
function afterReply(work: () => Promise<void>): void {
  setTimeout(
    () => void work().catch((error: unknown) => process.stderr.write(`${toShoalError(error).message}\n`)),
    AFTER_REPLY_MS,
  );
}

/** The same request delivered twice does its work once. */
function withKey(
  { operation }: OfferedTool,
  input: Record<string, unknown>,
  key: string | undefined,
): Record<string, unknown> {
  const takesKey = operation.kind === 'command' && Object.hasOwn(operation.input.properties, 'key');
  return takesKey && key !== undefined && input['key'] === undefined ? { ...input, key } : input;
}

function unknownTool(name: string, tools: readonly OfferedTool[]): ShoalError {
  return new ShoalError('NOT_FOUND', `There is no tool ${JSON.stringify(name.slice(0, 80))}.`, {
    hint: `There are: ${tools.map(({ tool }) => tool.name).join(', ')}.`,
  });
}
