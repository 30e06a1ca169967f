import { ShoalError } from '../../../domain/errors.ts';
import { briefOf, isOver } from '../../../domain/pipeline/run.ts';
import type { Choice } from '../../../domain/request.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { type Caller, requireAgent } from '../../caller.ts';
import { command, requireHuman } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf } from '../../define.ts';
import { answer as answerQuestion, decide } from '../request/decide.ts';
import { advance } from './advance.ts';
import { addStep, boardOf, stepsOf } from './board.ts';
import { findRun } from './find.ts';
import { type RunObject, toRun } from './present.ts';

export const approve: Handler<InputOf<typeof contracts.runApprove>, RunObject> = (context, { id, reason }) =>
  decideGate(context, id, { outcome: 'approve', option: undefined, always: undefined, text: reason ?? null });

export const reject: Handler<InputOf<typeof contracts.runReject>, RunObject> = (context, { id, reason }) =>
  decideGate(context, id, { outcome: 'reject', option: undefined, always: undefined, text: reason });

/** The decision, and all that follows from it, in one commit. */
function decideGate(context: Context, id: string, choice: Choice): Promise<RunObject> {
  return command(context, (tx, caller) => {
    const run = findLive(tx, id);
    const request = onlyOne(run, waitingOf(tx, run, 'approval'), choice.outcome);
    if (request === null) throw nothingOpen(tx, run, 'approval');
    decide(tx, context, caller, request, choice);
    advance(tx, context, run.id);
    return toRun(tx, findRun(tx, run.id));
  });
}

export const answer: Handler<InputOf<typeof contracts.runAnswer>, RunObject> = (
  context,
  { id, text, session },
) =>
  command(context, (tx, caller) => {
    const run = findLive(tx, id);
    const request = session === undefined ? onlyOne(run, waitingOf(tx, run, 'question'), 'reply') : null;
    if (request === null) speak(tx, context, caller, { run, text, session });
    else answerQuestion(tx, context, caller, request, text);
    advance(tx, context, run.id);
    return toRun(tx, findRun(tx, run.id));
  });

function findLive(view: View, id: string): ByKind<'run'> {
  const run = findRun(view, id);
  if (!isOver(run)) return run;
  throw new ShoalError('CONFLICT', `${run.id} is ${run.state}: it waits for nothing any more.`, {
    hint: `Follow it up with \`shoal fix ${run.id} TEXT\`, or do it again with \`shoal restart ${run.id}\`.`,
  });
}

type Kind = 'approval' | 'question';

/** Requests of its steps that are open. */
function waitingOf(view: View, run: ByKind<'run'>, kind: Kind): readonly ByKind<'request'>[] {
  return stepsOf(view, run.id).flatMap(({ state, request: id, task }) => {
    const request = state === 'open' && task === null && id !== null ? view.get('request', id) : undefined;
    return request?.state === 'open' && request.kind === kind ? [request] : [];
  });
}

function onlyOne(
  run: ByKind<'run'>,
  requests: readonly ByKind<'request'>[],
  verb: 'approve' | 'reject' | 'reply',
): ByKind<'request'> | null {
  const [first, second] = requests;
  if (first === undefined || second === undefined) return first ?? null;
  const rest = { approve: '', reject: ' -r WHY', reply: ' TEXT' }[verb];
  throw new ShoalError(
    'AMBIGUOUS',
    `${run.id} waits for ${requests.length} decisions: ${requests.map(({ id, title }) => `${id} (${title})`).join('; ')}.`,
    {
      hint: `Say which: ${requests.map(({ id }) => `\`shoal ${verb} ${id}${rest}\``).join(' or ')}.`,
      details: { requests: requests.map(({ id }) => id) },
    },
  );
}

function nothingOpen(view: View, run: ByKind<'run'>, wanted: Kind): ShoalError {
  const other = wanted === 'approval' ? 'question' : 'approval';
  const [waits] = waitingOf(view, run, other);
  const hint =
    waits === undefined
      ? `See \`shoal show ${run.id}\`.`
      : other === 'question'
        ? `It asks: ${waits.title} Answer with \`shoal human-input ${run.id} TEXT\`.`
        : `Decide ${waits.id} with \`shoal approve ${run.id}\` or \`shoal reject ${run.id} -r WHY\`.`;
  return new ShoalError(
    'CONFLICT',
    `${run.id} waits for no ${wanted === 'approval' ? 'decision' : 'answer'} now.`,
    { hint },
  );
}

// --- a person speaks in a session

interface Speech {
  readonly run: ByKind<'run'>;
  readonly text: string;
  readonly session: string | undefined;
}

/** A turn that is over as it begins, in the round that goes on; it counts as no vote, and no agent's turn is taken by it. */
function speak(tx: Transaction, context: Context, caller: Caller, { run, text, session }: Speech): void {
  const board = boardOf(tx, context, run.id);
  const steps = stepsOf(tx, run.id);
  const open = steps.filter(
    ({ kind, state, node }) => kind === 'session' && state === 'open' && (session ?? node) === node,
  );
  const [found, second] = open;
  if (board === null || found === undefined)
    throw session === undefined ? nothingOpen(tx, run, 'question') : noSession(run, session);
  if (second !== undefined) throw severalSessions(run, open);
  requireHuman(caller, `speak in the session ${found.node}`);
  const turns = steps.filter(({ kind, from }) => kind === 'turn' && from === found.id);
  const step = addStep(board, {
    node: `@${requireAgent(caller).name}`,
    kind: 'turn',
    state: 'done',
    round: Math.max(1, ...turns.map(({ round }) => round)),
    from: found.id,
    branches: found.branches,
    depth: found.depth,
    agrees: false,
    brief: briefOf(text),
    startedAt: tx.now,
    endedAt: tx.now,
    input: '',
  });
  tx.update('stepText', step.id, { output: text }, { type: 'step.gave' });
}

function noSession(run: ByKind<'run'>, session: string): ShoalError {
  return new ShoalError('CONFLICT', `No session ${session} goes on in ${run.id}.`, {
    hint: `See \`shoal show ${run.id}\`.`,
  });
}

function severalSessions(run: ByKind<'run'>, open: readonly ByKind<'step'>[]): ShoalError {
  const names = open.map(({ node }) => node);
  return new ShoalError('AMBIGUOUS', `Several sessions go on in ${run.id}: ${names.join(', ')}.`, {
    hint: `Say which: \`shoal human-input ${run.id} TEXT --session ${names[0] ?? ''}\`.`,
  });
}
