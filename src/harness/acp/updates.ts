import { isObject, object, string, type Json } from './json.ts';
import { emit, notice, noticeOnce, type Link } from './link.ts';
import { takePlan } from './plan.ts';
import { remember, workingSubagent } from './state.ts';
import { takeCall } from './tools.ts';
import { takeContext } from './usage.ts';
import { blockText, takeThought, takeWords } from './words.ts';

/** Said for an editor's menus, or of the past: nothing for us. */
const ignored = new Set([
  'user_message_chunk',
  'available_commands_update',
  'config_option_update',
  'session_info_update',
  'compaction_summary_chunk',
  'plan_removed',
]);

/** One `session/update`. While a session is loaded they tell its past, of which only the calls' ids matter. */
export function takeUpdate(link: Link, params: Json): void {
  const update = object(params['update']);
  const kind = string(update['sessionUpdate']) ?? 'nothing';
  if (link.state.phase !== 'ready') return takePast(link, update);
  const session = string(params['sessionId']);
  if (session !== null && session !== link.state.session) return takeOther(link, kind, update, session);
  if (isLate(link, update)) return takeLate(link, update);
  markSeen(link, kind);
  switch (kind) {
    case 'agent_message_chunk':
      return takeWords(link, update);
    case 'agent_thought_chunk':
      return takeThought(link, update);
    case 'tool_call':
    case 'tool_call_update':
      return takeCall(link, update, null);
    case 'plan':
      return takePlan(link, update['entries']);
    case 'plan_update':
      return takePlan(link, object(update['plan'])['entries']);
    case 'usage_update':
      // A subagent's context is not the agent's.
      return workingSubagent(link.state) === null ? takeContext(link, update) : undefined;
    case 'current_mode_update':
      return noticeOnce(link, `${link.state.agent.name} is in mode “${string(update['currentModeId'])}”.`);
    case 'compaction_update':
      return takeCompaction(link, update);
    case 'notice':
      return takeNotice(link, update);
    default:
      if (!ignored.has(kind)) noticeOnce(link, `${link.state.agent.name} sent an unknown update “${kind}”.`);
  }
}

function takePast(link: Link, update: Json): void {
  const { state } = link;
  state.replayed += 1;
  const call = string(update['toolCallId']);
  if (call !== null) remember(state.past.calls, call);
}

/** A session that is not ours is a subagent's: its calls are told under its name, its words are its own affair. */
function takeOther(link: Link, kind: string, update: Json, session: string): void {
  if (kind === 'tool_call' || kind === 'tool_call_update') takeCall(link, update, session);
}

function isLate({ state: { past } }: Link, update: Json): boolean {
  const call = string(update['toolCallId']);
  const message = string(update['messageId']);
  return (
    (call !== null && past.calls.includes(call)) || (message !== null && past.messages.includes(message))
  );
}

/** Of the turn before, after its end: no part of this one. */
function takeLate(link: Link, update: Json): void {
  if (update['sessionUpdate'] !== 'agent_message_chunk') return;
  notice(link, 'info', `Late words of the turn before: ${blockText(update['content'])}`);
}

function takeNotice(link: Link, update: Json): void {
  const severity = string(update['severity']);
  const level = severity === 'warning' || severity === 'error' ? severity : 'info';
  const words = [string(update['title']), string(update['description'])].filter((part) => part !== null);
  notice(link, level, words.join(': '));
}

/** The model's own output proves that it was given the prompt. */
function markSeen(link: Link, kind: string): void {
  const { turn } = link.state;
  const isModels =
    kind.startsWith('agent_') || kind === 'tool_call' || kind === 'tool_call_update' || kind === 'plan';
  if (turn === null || turn.isSeen || !isModels) return;
  turn.isSeen = true;
  emit(link, { type: 'input', turn: turn.id, state: 'accepted' });
  emit(link, { type: 'input', turn: turn.id, state: 'seen' });
}

function takeCompaction(link: Link, update: Json): void {
  if (update['status'] !== 'completed') return;
  const trigger = isObject(update['_meta']) ? string(update['_meta']['trigger']) : null;
  emit(link, { type: 'compaction', trigger: trigger ?? 'auto', tokensBefore: null, tokensAfter: null });
}
