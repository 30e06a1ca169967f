import type { RequestOption } from '../../domain/request.ts';
import type { RequestDecision } from '../driver.ts';
import { askElicitation, answerElicitation } from './elicitation.ts';
import { answerQuestions, askQuestions } from './questions.ts';
import type { Asked, Context } from './state.ts';
import { toolCommand, toolKind, toolPaths, toolTitle } from './tools.ts';
import { isObject, list, object, text, texts, type Json } from './wire.ts';

/** The program asks us something that it waits for. */
export function onControlRequest(context: Context, line: Json): void {
  const id = text(line['request_id']) ?? '';
  const request = object(line['request']);
  switch (request['subtype']) {
    case 'can_use_tool':
      return askTool(context, id, request);
    case 'elicitation':
      return askElicitation(context, id, request);
    default: {
      // Unanswered it would wait for ever.
      const error = `not supported: ${String(request['subtype'])}`;
      context.say({ type: 'control_response', response: { subtype: 'error', request_id: id, error } });
      context.emit({ type: 'notice', level: 'warning', text: `the harness asked for what is ${error}` });
    }
  }
}

export function onControlCancel(context: Context, line: Json): void {
  const id = text(line['request_id']) ?? '';
  if (context.state.requests[id] === undefined) return;
  delete context.state.requests[id];
  context.emit({ type: 'request-withdrawn', id });
}

export function answerRequest(context: Context, id: string, decision: RequestDecision): void {
  const asked = context.state.requests[id];
  if (asked === undefined) return;
  delete context.state.requests[id];
  context.say({
    type: 'control_response',
    response: { subtype: 'success', request_id: id, response: answerOf(asked, decision) },
  });
}

function askTool(context: Context, id: string, request: Json): void {
  const { spec, state } = context;
  const tool = text(request['tool_name']) ?? '';
  const input = object(request['input']);
  const suggestions = list(request['permission_suggestions']);
  if (spec.profile.permission === 'read' && isBeyondReading(tool)) return stayReading(context, id, tool);
  // What is approved is what was asked: only older versions want to be told again what that was.
  const isTold = tool === 'AskUserQuestion' || !state.hasLifecycle;
  state.requests[id] = { subtype: 'can_use_tool', tool, input: isTold ? input : null, suggestions };
  const call = state.calls[text(request['tool_use_id']) ?? ''];
  const parent = call?.parent ?? text(request['agent_id']);
  if (tool === 'AskUserQuestion') return askQuestions(context, id, input, parent);

  const blocked = texts([request['blocked_path']]);
  context.emit({
    type: 'request',
    id,
    kind: 'permission',
    title: toolTitle(tool, input),
    tool,
    command: toolCommand(input),
    paths: [...new Set([...toolPaths(input, spec.directory), ...blocked])],
    detail: { input, reason: text(request['decision_reason']) },
    options: [
      { id: 'allow', label: 'Allow once', outcome: 'approve', always: false },
      ...suggestions.map(alwaysOption),
      { id: 'deny', label: 'Deny', outcome: 'reject', always: false },
    ],
    parent,
  });
}

/** Nobody need be asked: the profile says no. Plan mode tells its model to ask for the way out when it has finished. */
function isBeyondReading(tool: string): boolean {
  const kind = toolKind(tool);
  return tool === 'ExitPlanMode' || kind === 'edit' || kind === 'execute';
}

function stayReading(context: Context, id: string, tool: string): void {
  const message =
    'You may only look here, and not change anything. Give what you found or planned as your answer.';
  const response = { behavior: 'deny', message };
  context.say({ type: 'control_response', response: { subtype: 'success', request_id: id, response } });
  const wanted = tool === 'ExitPlanMode' ? 'to leave plan mode' : `for ${tool}`;
  context.emit({ type: 'notice', level: 'info', text: `it asked ${wanted}, and may only look` });
}

function alwaysOption(suggestion: unknown, index: number): RequestOption {
  return {
    id: `always-${index}`,
    label: suggestionLabel(object(suggestion)),
    outcome: 'approve',
    always: true,
  };
}

function suggestionLabel(suggestion: Json): string {
  switch (suggestion['type']) {
    case 'addRules': {
      const rules = list(suggestion['rules']).map(object).map(ruleText);
      return `Always allow ${rules.join(', ')} in this session`;
    }
    case 'setMode':
      return `Switch this session to ${String(suggestion['mode'])}`;
    case 'addDirectories':
      return `Always allow ${texts(suggestion['directories']).join(', ')} in this session`;
    default:
      return `${String(suggestion['type'])} for this session`;
  }
}

function ruleText(rule: Json): string {
  const content = text(rule['ruleContent']);
  const tool = text(rule['toolName']) ?? '';
  return content === null ? tool : `${tool}(${content})`;
}

function answerOf(asked: Asked, decision: RequestDecision): Json {
  const input = asked.input ?? {};
  if (asked.subtype === 'elicitation') return answerElicitation(input, decision);
  if (decision.outcome === 'reject') return { behavior: 'deny', message: denial(asked.tool, decision.text) };
  if (asked.tool === 'AskUserQuestion')
    return { behavior: 'allow', updatedInput: answerQuestions(input, decision) };
  const granted = grantedBy(asked, decision.option);
  return {
    behavior: 'allow',
    ...(asked.input === null ? {} : { updatedInput: asked.input }),
    ...(granted === null ? {} : { updatedPermissions: [granted] }),
  };
}

function denial(tool: string, reason: string | null): string {
  if (tool === 'AskUserQuestion')
    return `The question was not answered${reason === null ? ': go on by your own judgement.' : `: ${reason}`}`;
  return reason === null || reason === '' ? 'Permission was denied.' : `Permission was denied: ${reason}`;
}

/** Holds for this session: the program would write some suggestions into the repository's settings. */
function grantedBy(asked: Asked, option: string | null): Json | null {
  const index = asked.suggestions.findIndex((_, position) => `always-${position}` === option);
  const suggestion = asked.suggestions[index];
  return isObject(suggestion) ? { ...suggestion, destination: 'session' } : null;
}
