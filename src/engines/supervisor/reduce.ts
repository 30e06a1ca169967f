import type { DriverEvent } from '../../harness/driver.ts';
import { keptPlan } from '../../domain/session.ts';
import { limitEnd, requestKey, type RunState } from './run-state.ts';
import type { StoreChange } from './store-step.ts';

export interface Reduced {
  readonly run: RunState;
  readonly changes: readonly StoreChange[];
}

type Of<T extends DriverEvent['type']> = Extract<DriverEvent, { type: T }>;

/** What an event of the driver makes of a run, and what the store must know of it. */
export function reduce(run: RunState, event: DriverEvent, now: number): Reduced {
  switch (event.type) {
    case 'ready':
      return ready(run, event);
    case 'input':
      return input(run, event);
    case 'turn-start':
      return only({
        ...run,
        refusals: 0,
        blocked: null,
        turn: { id: event.turn, startedAt: now, tools: 0, toolErrors: 0 },
      });
    case 'tool-call':
      return only({ ...run, tools: [...run.tools, event.id], turn: counted(run, 'tools') });
    case 'tool-result':
      return only({
        ...run,
        tools: run.tools.filter((id) => id !== event.id),
        turn: event.ok ? run.turn : counted(run, 'toolErrors'),
      });
    case 'request':
      return {
        run: { ...run, requests: [...run.requests, { id: event.id, parent: event.parent }] },
        changes: [{ do: 'open-request', key: requestKey(run, event.id), event }],
      };
    case 'request-withdrawn':
      return withdrawn(run, [event.id]);
    case 'rate-limit':
      return only(event.blocked ? { ...run, blocked: { until: event.until, text: event.text } } : run);
    case 'turn-end':
      return turnEnd(run, event, now);
    case 'plan':
      return { run, changes: [{ do: 'plan', entries: keptPlan(event.entries) }] };
    case 'compaction':
      return { run, changes: [{ do: 'compacted' }] };
    case 'text-delta':
    case 'text':
    case 'thinking':
    case 'usage':
    case 'notice':
    case 'malformed':
      return only(run);
  }
}

function only(run: RunState): Reduced {
  return { run, changes: [] };
}

function counted(run: RunState, what: 'tools' | 'toolErrors'): RunState['turn'] {
  return run.turn === null ? null : { ...run.turn, [what]: run.turn[what] + 1 };
}

function ready(run: RunState, { harnessSession, model }: Of<'ready'>): Reduced {
  const known = harnessSession ?? run.harnessSession;
  const isLost = run.resume !== null && !run.fork && harnessSession !== null && harnessSession !== run.resume;
  const note = isLost ? [run.note ?? '', lostNote].join(' ').trim() : run.note;
  return {
    run: { ...run, isReady: true, harnessSession: known, model: model ?? run.model, note },
    changes: known === null ? [] : [{ do: 'harness-session', id: known }],
  };
}

function input(run: RunState, { turn, state }: Of<'input'>): Reduced {
  const given = run.inputs.find((one) => one.turn === turn);
  if (given === undefined) return only(run);
  const others = run.inputs.filter((one) => one !== given);
  switch (state) {
    case 'accepted':
      return only({
        ...run,
        inputs: run.inputs.map((one) => (one === given ? { ...one, isAccepted: true } : one)),
      });
    case 'seen':
      return { run: { ...run, inputs: others }, changes: seen(given.deliveries) };
    case 'refused':
      return only({
        ...run,
        inputs: others,
        refusals: run.refusals + 1,
        openedFor: given.isOpening ? null : run.openedFor,
        asides: [...(given.asides ?? []), ...(run.asides ?? [])],
      });
  }
}

function seen(deliveries: readonly string[]): readonly StoreChange[] {
  return deliveries.length === 0 ? [] : [{ do: 'seen', deliveries }];
}

function withdrawn(run: RunState, ids: readonly string[]): Reduced {
  const open = run.requests.filter(({ id }) => ids.includes(id));
  if (open.length === 0) return only(run);
  return {
    run: { ...run, requests: run.requests.filter((one) => !open.includes(one)) },
    changes: [{ do: 'withdraw-requests', keys: open.map(({ id }) => requestKey(run, id)) }],
  };
}

/** Of these the model may have seen nothing of what it was given. */
const failures = new Set(['rate-limited', 'auth', 'error', 'context-overflow', 'budget']);

/** What a watchdog has stopped went wrong; what somebody stopped may go on. */
function endOf(
  { fault }: RunState,
  { reason, error }: Of<'turn-end'>,
): Pick<Of<'turn-end'>, 'reason' | 'error'> {
  return reason === 'interrupted' && fault !== null ? { reason: 'error', error: fault } : { reason, error };
}

/**
 * A turn's end is evidence for what began it; a turn that nobody asked for has no name, and is none. What the agent itself
 * waited for is waited for no more; a subagent in the background may outlive the turn, and its driver says when it does not.
 */
function turnEnd(run: RunState, event: Of<'turn-end'>, now: number): Reduced {
  const isFailure = failures.has(event.reason);
  const own = run.inputs.filter(({ turn }) => turn === event.turn);
  const deliveries = own.flatMap((one) => one.deliveries);
  const closed = withdrawn(
    run,
    run.requests.flatMap(({ id, parent }) => (parent === null ? [id] : [])),
  );
  const limit = run.blocked ?? { until: null, text: event.error ?? 'rate-limited' };
  const blocked = event.reason === 'rate-limited' ? { ...limit, until: limitEnd(limit.until, now) } : null;
  const next: RunState = {
    ...closed.run,
    turn: null,
    tools: [],
    refusals: 0,
    isSuspect: false,
    fault: null,
    inputs: run.inputs.filter((one) => !own.includes(one)),
    doubtful: isFailure ? [...run.doubtful, ...deliveries] : [],
    interrupting: null,
    blocked,
    note: event.reason === 'rate-limited' ? limitNote : run.note,
    lastEnd: { reason: event.reason, error: event.error },
  };
  const changes: StoreChange[] = [
    ...closed.changes,
    ...seen(isFailure ? [] : [...run.doubtful, ...deliveries]),
    {
      do: 'turn',
      startedAt: run.turn?.startedAt ?? now,
      endedAt: now,
      tools: run.turn?.tools ?? 0,
      toolErrors: run.turn?.toolErrors ?? 0,
      model: run.model,
      ...endOf(run, event),
      result: event.result,
      usage: event.usage,
    },
  ];
  if (run.interrupting !== null) changes.push({ do: 'interrupted', upTo: run.interrupting });
  return { run: next, changes };
}

const lostNote =
  'Your harness could not go on with its earlier session: you remember nothing of it. `shoal prime` and the files say what there is.';

const limitNote =
  'Your last turn was cut off by a limit of your vendor, which has passed. Look at what you have done, and go on.';
