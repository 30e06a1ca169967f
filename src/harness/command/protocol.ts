import type { Protocol, SessionSpec, Sink, TurnInput } from '../driver.ts';

/** One start of the program is one turn: a further message needs a further start. */
interface State {
  phase: 'open' | 'running' | 'ended';
  turn: string | null;
  lines: number;
  output: string;
  isCut: boolean;
}

/** More output than this is not part of the result; it is passed on all the same. In characters. */
export const resultCharsMax = 1024 * 1024;

export function connectCommand(spec: SessionSpec, sink: Sink, snapshot: unknown): Protocol {
  // Written by `snapshot()` below, for the same start of the program.
  const state = snapshot === null ? newState() : { ...(snapshot as State) };
  return {
    begin: () => sink.emit({ type: 'ready', harnessSession: null, model: null, version: null }),
    line: (text) => onLine(state, sink, text),
    end: () => onEnd(state, sink),
    send: (turn) => send(spec, state, sink, turn),
    canSend: () => (state.phase === 'open' ? 'idle' : 'no'),
    // There is no protocol to ask by: a signal is the only way.
    interrupt: () => {},
    answer: () => {},
    close: () => sink.endInput(),
    snapshot: () => ({ ...state }),
  };
}

function newState(): State {
  return { phase: 'open', turn: null, lines: 0, output: '', isCut: false };
}

function send({ briefing, profile }: SessionSpec, state: State, sink: Sink, turn: TurnInput): void {
  if (state.phase !== 'open') return;
  state.phase = 'running';
  state.turn = turn.id;
  const parts = [briefing, profile.prompt ?? '', turn.text].filter((part) => part !== '');
  sink.emit({ type: 'turn-start', turn: turn.id });
  sink.write(`${parts.join('\n\n')}\n`);
  sink.endInput();
}

function onLine(state: State, sink: Sink, text: string): void {
  if (state.phase === 'ended') return;
  state.lines += 1;
  // What answers has been started with the prompt; that it read it cannot be known.
  if (state.lines === 1 && state.turn !== null)
    sink.emit({ type: 'input', turn: state.turn, state: 'accepted' });
  sink.emit({ type: 'text-delta', id: 'output', text: `${text}\n`, parent: null });
  keep(state, sink, `${text}\n`);
}

function keep(state: State, sink: Sink, text: string): void {
  if (state.isCut) return;
  const room = resultCharsMax - state.output.length;
  state.output += text.slice(0, room);
  state.isCut = text.length > room;
  if (state.isCut)
    sink.emit({
      type: 'notice',
      level: 'warning',
      text: `the result holds only the first ${resultCharsMax} characters of the output`,
    });
}

/** How the program exited is not seen here: its starter knows. */
function onEnd(state: State, sink: Sink): void {
  if (state.phase === 'ended') return;
  const { turn, phase } = state;
  state.phase = 'ended';
  const result = state.output.replace(/\n+$/, '');
  if (result !== '') sink.emit({ type: 'text', id: 'output', text: result, parent: null });
  if (phase === 'running')
    sink.emit({ type: 'turn-end', turn, reason: 'completed', result, error: null, usage: null });
}
