import type { Context } from './state.ts';
import { closeInput, acceptInput, takeInput } from './turns.ts';
import { rebase } from './usage.ts';
import { list, number, object, text, type Json } from './wire.ts';

/** What the program tells beside the conversation. None of it begins or ends a turn. */
export function onSystem(context: Context, line: Json): void {
  const { state, emit } = context;
  switch (line['subtype']) {
    case 'init':
      return introduce(context, line);
    case 'compact_boundary': {
      const figures = object(line['compact_metadata']);
      const tokensAfter = number(figures['post_tokens']);
      rebase(state.usage, tokensAfter);
      return emit({
        type: 'compaction',
        trigger: text(figures['trigger']) ?? 'unknown',
        tokensBefore: number(figures['pre_tokens']),
        tokensAfter,
      });
    }
    case 'api_retry':
      return onRetry(context, line);
    case 'task_notification':
      // During a turn the call's own result tells it.
      if (state.turn !== null) return;
      return emit({
        type: 'notice',
        level: 'info',
        text: `background task ${text(line['status']) ?? ''}: ${text(line['summary']) ?? ''}`,
      });
    default:
      return;
  }
}

/** Comes before every turn; what it says of the session is passed on when it is new. */
function introduce(context: Context, line: Json): void {
  const { state, emit } = context;
  if (state.isIntroduced) return;
  state.isIntroduced = true;
  state.model = text(line['model']) ?? state.model;
  emit({
    type: 'ready',
    harnessSession: text(line['session_id']),
    model: state.model,
    version: text(line['claude_code_version']),
  });
  for (const server of list(line['mcp_servers']).map(object)) {
    if (server['status'] !== 'failed' && server['status'] !== 'needs-auth') continue;
    const said = `the MCP server ${String(server['name'])} is not there: ${String(server['status'])}`;
    emit({ type: 'notice', level: 'warning', text: said });
  }
}

function onRetry({ emit }: Context, line: Json): void {
  const count = `try ${String(line['attempt'])} of ${String(line['max_retries'])}`;
  const status = number(line['error_status']);
  const why = status === null ? 'the model could not be reached' : `${String(line['error'])} (${status})`;
  const said = `${why}, ${count}`;
  if (line['error'] === 'rate_limit') emit({ type: 'rate-limit', blocked: false, until: null, text: said });
  else emit({ type: 'notice', level: 'warning', text: said });
}

export function onRateLimit({ state, emit }: Context, line: Json): void {
  const info = object(line['rate_limit_info']);
  const status = text(info['status']) ?? 'unknown';
  const seconds = number(info['resetsAt']);
  const until = seconds === null ? null : seconds * 1000;
  const blocked = status === 'rejected';
  state.limitedUntil = blocked ? until : null;
  if (status === 'allowed') return;
  const share = number(info['utilization']);
  const used = share === null ? '' : `, ${Math.round(share * 100)} % used`;
  emit({
    type: 'rate-limit',
    blocked,
    until,
    text: `${text(info['rateLimitType']) ?? 'limit'}: ${status}${used}`,
  });
}

/** Newer versions say what becomes of each input. */
export function onLifecycle(context: Context, line: Json): void {
  const uuid = text(line['command_uuid']);
  const lifecycle = text(line['state']);
  context.state.hasLifecycle = true;
  if (uuid === null || lifecycle === null) return;
  if (lifecycle === 'queued') acceptInput(context, uuid);
  else if (lifecycle === 'started') takeInput(context, uuid);
  else closeInput(context, uuid, lifecycle);
}
