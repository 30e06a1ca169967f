import type { SessionExit } from '../../domain/session.ts';
import { agentName } from '../../operations/present.ts';
import type { ByKind } from '../../store/port.ts';
import { closedRequests } from './decisions.ts';
import { departureOf } from './exit.ts';
import { give, interrupt } from './give.ts';
import { type NextInput, nextInput } from './input.ts';
import { driverOf, type Life, nowOf, signal } from './life.ts';
import { ended, refusalsMax, requestKey } from './run-state.ts';
import { start } from './start.ts';
import { commit, flush, step } from './steps.ts';

const parkedDefaultMs = 300_000;

/** R2: looks at what is wanted, and does what is missing. */
export async function tend(life: Life): Promise<void> {
  if (life.isLeft || life.isExiting || life.journal === null) return;
  await flush(life);
  const { record, agent, requests, input } = await life.ports.store.read((view) => {
    const session = view.get('session', life.session);
    return {
      record: session,
      agent: view.get('agent', session?.agent ?? ''),
      requests: closedRequests(
        view,
        life.session,
        life.run.requests.map(({ id }) => requestKey(life.run, id)),
      ).map((request) => ({ ...request, decidedByName: agentName(view, request.decidedBy) })),
      input: session && nextInput(view, session, life.run),
    };
  });
  if (record === undefined || record.state === 'ended') return life.queue.finish(record);
  life.record = record;
  const reason = reasonToEnd(life, agent);
  if (reason !== null) return end(life, reason);
  if (agent === undefined || input === undefined) return;
  unblock(life);
  for (const request of requests) answer(life, request);
  interruptIfAsked(life);
  if (life.wire === null) return startIfNeeded(life, agent, input);
  sendIfPossible(life, input);
}

function reasonToEnd({ halting, record }: Life, agent: ByKind<'agent'> | undefined): string | null {
  if (halting !== null) return halting;
  if (record.wanted === 'stopped') return record.why ?? 'it was stopped';
  return agent?.state === 'live' ? null : `its agent has left (${agent?.leftReason ?? 'unknown'})`;
}

async function end(life: Life, why: string): Promise<void> {
  if (life.wire === null) {
    const exit: SessionExit = { class: 'killed-by-us', code: null, signal: null, text: null };
    const departure = departureOf(exit, life.halting !== null);
    life.run = ended(life.run);
    commit(life, [{ type: 'exit', ...exit, why }], [{ do: 'end', exit, why, departure }]);
    return flush(life);
  }
  if (life.run.ending !== null) return;
  life.run = { ...life.run, ending: why };
  step(life, (protocol) => protocol.close());
  signal(life, 'SIGTERM');
}

/** The limit has passed, or the pause after a crash. */
function unblock(life: Life): void {
  const { blocked, turn } = life.run;
  if (blocked === null || turn !== null) return;
  if (blocked.until === null) {
    const until = nowOf(life) + parkedDefaultMs;
    life.run = { ...life.run, blocked: { ...blocked, until }, told: null };
    return commit(life, []);
  }
  if (blocked.until > nowOf(life)) return;
  life.run = { ...life.run, blocked: null };
  commit(life, []);
}

type Decided = ByKind<'request'> & { readonly decidedByName: string | null };

function answer(life: Life, request: Decided): void {
  const { driverRequest, decision, decidedBy, decidedByName } = request;
  const asked = life.run.requests.find(({ id }) => requestKey(life.run, id) === driverRequest);
  if (asked === undefined || decision === null) return;
  life.run = {
    ...life.run,
    requests: life.run.requests.filter((one) => one !== asked),
    asides: [...(life.run.asides ?? []), ...untoldReason(life, request)].slice(-asidesMax),
  };
  const { id, title } = request;
  const entry = { type: 'decision', request: id, title, by: decidedBy, byName: decidedByName, ...decision };
  step(life, (protocol) => protocol.answer(asked.id, decision), { drafts: [entry] });
}

const asidesMax = 20;
const reasonMax = 10_000;

/** Why it was rejected, for an agent whose protocol has no place for that. */
function untoldReason(life: Life, { id, title, decision }: ByKind<'request'>): readonly string[] {
  const reason = decision?.outcome === 'reject' ? (decision.text?.trim() ?? '') : '';
  if (reason === '' || driverOf(life).tellsReasons) return [];
  return [`${id} (${title}) was rejected, because:\n${reason.slice(0, reasonMax)}`];
}

function interruptIfAsked(life: Life): void {
  const { interruptsAsked, interruptsDone } = life.record;
  if (interruptsAsked <= interruptsDone) return;
  const { turn, inputs, interrupting } = life.run;
  if (life.wire === null || (turn === null && inputs.length === 0))
    return commit(life, [], [{ do: 'interrupted', upTo: interruptsAsked }]);
  if (interrupting === interruptsAsked) return;
  interrupt(life, interruptsAsked, 'somebody asked for it');
}

async function startIfNeeded(life: Life, agent: ByKind<'agent'>, input: NextInput): Promise<void> {
  const { blocked, resting } = life.run;
  if (blocked === null && (resting === null || input.all !== null)) await start(life, agent);
}

/** The best way of the moment: a turn of its own, a word in the running one, or an end to that first. */
function sendIfPossible(life: Life, { all, steer, isUrgent }: NextInput): void {
  const { blocked, turn, refusals, interrupting } = life.run;
  const canSend = life.wire?.protocol.canSend() ?? 'no';
  if (refusals >= refusalsMax) return;
  if (canSend === 'idle' && blocked === null && all !== null) return give(life, all);
  if (turn === null || interrupting !== null) return;
  if (canSend === 'steer' && steer !== null) return give(life, steer);
  if (canSend === 'no' && isUrgent) interrupt(life, life.record.interruptsDone, 'an urgent message waits');
}
