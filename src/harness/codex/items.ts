import { parentOf, type Connection, type RunningTurn } from './state.ts';
import { finishTool, startTool } from './tools.ts';
import { noteRecorded, noteSeen } from './turns.ts';
import { fieldsAt, listAt, textAt, textsAt, type Fields } from './wire.ts';

/** What belongs to neither the model nor its tools. */
const bystanders = new Set(['userMessage', 'hookPrompt', 'contextCompaction']);

export function itemStarted(connection: Connection, params: Fields): void {
  const { state } = connection;
  const item = fieldsAt(params, 'item');
  const thread = textAt(params, 'threadId');
  const type = textAt(item, 'type') ?? '';
  const turn = ownTurn(connection, params);
  if (turn !== null && !bystanders.has(type)) noteSeen(connection);
  if (type === 'contextCompaction' && thread === state.thread) {
    state.contextBeforeCompaction = state.context;
  }
  const isTool = startTool(connection, item, thread);
  if (turn !== null && (isTool || bystanders.has(type))) {
    turn.isMessageOver = true;
    turn.hasActedSince = true;
  }
}

export function itemCompleted(connection: Connection, params: Fields): void {
  const { sink } = connection;
  const item = fieldsAt(params, 'item');
  const thread = textAt(params, 'threadId');
  const parent = parentOf(connection, thread);
  switch (textAt(item, 'type')) {
    case 'userMessage':
      if (parent === null) noteRecorded(connection, textAt(item, 'clientId'));
      return;
    case 'agentMessage': {
      const text = textAt(item, 'text') ?? '';
      sink.emit({ type: 'text', id: textAt(item, 'id') ?? '', text, parent });
      const turn = ownTurn(connection, params);
      if (turn !== null) addBlock(turn, text, textAt(item, 'phase') === 'commentary');
      return;
    }
    case 'reasoning': {
      const summary = textsAt(item, 'summary');
      const text = (summary.length > 0 ? summary : textsAt(item, 'content')).join('\n\n');
      if (text !== '') sink.emit({ type: 'thinking', text, parent });
      return;
    }
    case 'contextCompaction':
      if (parent === null) compacted(connection);
      return;
    default:
      finishTool(connection, item, thread);
  }
}

export function textDelta(connection: Connection, params: Fields): void {
  const id = textAt(params, 'itemId') ?? '';
  const text = textAt(params, 'delta') ?? '';
  connection.sink.emit({
    type: 'text-delta',
    id,
    text,
    parent: parentOf(connection, textAt(params, 'threadId')),
  });
}

export function planUpdated({ sink, state }: Connection, params: Fields): void {
  if (textAt(params, 'threadId') !== state.thread) return;
  const entries = listAt(params, 'plan').map((step) => ({
    text: textAt(step, 'step') ?? '',
    state: planStates[textAt(step, 'status') ?? ''] ?? ('pending' as const),
  }));
  sink.emit({ type: 'plan', entries });
}

const planStates: Readonly<Record<string, 'pending' | 'active' | 'done'>> = {
  inProgress: 'active',
  completed: 'done',
};

/** The turn that runs, if the item is its own: not a subagent's, and no late one of a turn before. */
function ownTurn({ state }: Connection, params: Fields): RunningTurn | null {
  if (textAt(params, 'threadId') !== state.thread) return null;
  return textAt(params, 'turnId') === state.turn?.id ? state.turn : null;
}

function addBlock(turn: RunningTurn, text: string, isNarration: boolean): void {
  if (turn.isMessageOver) turn.message = [];
  turn.isMessageOver = false;
  turn.hasActedSince = false;
  turn.message.push({ text, isNarration });
}

function compacted({ state, sink }: Connection): void {
  sink.emit({
    type: 'compaction',
    trigger: state.turn?.input === null ? 'manual' : 'auto',
    tokensBefore: state.contextBeforeCompaction,
    tokensAfter: state.context,
  });
  state.contextBeforeCompaction = null;
}
