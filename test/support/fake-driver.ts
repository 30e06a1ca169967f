import type { DriverEvent, HarnessDriver, SessionSpec, Sink } from '../../src/harness/driver.ts';

/** Its program speaks `DriverEvent` as JSON lines, and is told `send ID TEXT`, `interrupt`, `answer ID OUTCOME`, `close`. */
export function createFakeDriver(steers = false): HarnessDriver {
  return {
    harness: 'acp',
    capabilities: {
      streams: true,
      asksPermission: true,
      honoursDeny: true,
      steers,
      interrupts: true,
      resumes: true,
      forks: true,
      reportsUsage: true,
    },
    tellsReasons: false,
    plan: ({ resume, fork }) => {
      const argv = resume === null ? ['fake'] : ['fake', fork ? 'fork' : 'resume', resume];
      return { argv, env: {}, untaken: [] };
    },
    connect: (_spec: SessionSpec, sink: Sink, snapshot: unknown) => {
      const state = snapshot === null ? { isReady: false, turn: null } : { ...(snapshot as State) };
      return protocolOf(sink, state as State, steers);
    },
  };
}

interface State {
  isReady: boolean;
  turn: string | null;
  /** It was given what it ignores. */
  isOwed?: boolean;
  /** What a compaction named as its trigger; `ballast N` is N characters. */
  ballast?: string;
}

function protocolOf(sink: Sink, state: State, steers: boolean) {
  const emit = (event: DriverEvent): void => {
    if (event.type === 'ready') state.isReady = true;
    if (event.type === 'turn-end') state.turn = null;
    if (event.type === 'input' && event.state === 'refused') state.isOwed = false;
    if (event.type === 'compaction')
      state.ballast = event.trigger.replace(/^ballast (\d+)$/, (_all, count: string) =>
        'b'.repeat(Number(count)),
      );
    sink.emit(event);
  };
  return {
    begin: () => sink.write('begin\n'),
    line: (text: string) => emit(JSON.parse(text) as DriverEvent), // the test wrote it
    end() {
      if (state.turn === null) return;
      const error = 'the program ended';
      emit({ type: 'turn-end', turn: state.turn, reason: 'error', result: '', error, usage: null });
    },
    send({ id, text }: { id: string; text: string }) {
      sink.write(`send ${id} ${JSON.stringify(text)}\n`);
      if (text.includes('[[last]]')) sink.endInput();
      if (state.turn !== null) return;
      if (text.includes('[[ignore]]')) {
        state.isOwed = true;
        return;
      }
      state.turn = id;
      sink.emit({ type: 'turn-start', turn: id });
    },
    canSend(): 'idle' | 'steer' | 'no' {
      if (!state.isReady) return 'no';
      if (state.isOwed === true) return 'no';
      if (state.turn === null) return 'idle';
      return steers ? 'steer' : 'no';
    },
    interrupt: () => sink.write(state.ballast === undefined ? 'interrupt\n' : `interrupt ${state.ballast}\n`),
    answer: (request: string, { outcome }: { outcome: string }) =>
      sink.write(`answer ${request} ${outcome}\n`),
    close: () => sink.write('close\n'),
    snapshot: () => ({ ...state }),
  };
}

export const ready: DriverEvent = { type: 'ready', harnessSession: 'h1', model: 'm', version: '1' };

export const turnEnd = (
  turn: string | null,
  result = 'done',
  reason: Extract<DriverEvent, { type: 'turn-end' }>['reason'] = 'completed',
): DriverEvent => ({
  type: 'turn-end',
  turn,
  reason,
  result,
  error: reason === 'completed' ? null : result,
  usage: null,
});

/** It asks whether it may run `make`. */
export const ask = (fields: Partial<Extract<DriverEvent, { type: 'request' }>> = {}): DriverEvent => ({
  type: 'request',
  id: 'r1',
  kind: 'permission',
  title: 'Bash: make',
  tool: 'Bash',
  command: 'make',
  paths: [],
  detail: null,
  options: [],
  parent: null,
  ...fields,
});
