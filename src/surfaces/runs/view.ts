import type * as contracts from '../../operations/contracts/run.ts';
import type { OutputOf } from '../../operations/define.ts';
import { literal, paint, plural, type Style } from '../cli/render/style.ts';
import { createSpeakers } from './speakers.ts';

export type Seen = OutputOf<typeof contracts.runWatch>;
export type RunNow = NonNullable<Seen['run']>;
type StepNow = NonNullable<Seen['step']>;

/** Shows a run as it goes: what is said as it is said, a line when something begins or ends. False: nobody reads any more. */
export function createRunView(style: Style, write: (text: string) => boolean): (seen: Seen) => boolean {
  const speakers = createSpeakers((node) => paint(style, 'quiet', `[${literal(node)}]`), write);
  /** Steps that wait for a person; of each whether it is a gate. */
  const waiting = new Map<string, boolean>();
  /** The line of each step that was shown last. */
  const shownOf = new Map<string, string | null>();
  let round = 0;

  function changed(step: StepNow): boolean {
    if (isWaiting(step)) waiting.set(step.id, step.kind === 'gate');
    else waiting.delete(step.id);
    if (step.state !== 'open' && !speakers.isSilent(step)) return false;
    const isNewRound = step.kind === 'turn' && step.round !== round;
    if (isNewRound) round = step.round;
    const heading = isNewRound ? [paint(style, 'strong', `── Round ${step.round} ──`)] : [];
    const shown = stepLine(step, style);
    // More became known of it, and nothing that the line tells.
    if (shownOf.get(step.id) === shown) return true;
    shownOf.set(step.id, shown);
    return [...heading, ...(shown === null ? [] : [shown])].every((one) => speakers.line(one));
  }

  return ({ type, run, step, text }) => {
    if (type === 'run') {
      const shown = run === null ? null : runLine(run, style, [...waiting.values()]);
      return shown === null || speakers.line(shown);
    }
    if (step === null) return true;
    switch (type) {
      case 'text':
        return speakers.say({ id: step.id, node: whoOf(step) }, text ?? '');
      case 'tool':
        return speakers.line(paint(style, 'quiet', `  ▶ ${literal(whoOf(step))}: ${literal(text ?? '')}`));
      case 'step':
        return changed(step);
    }
  };
}

/** A judge is not the agent whose work it judges. */
function whoOf({ node, kind }: StepNow): string {
  if (kind === 'entry') return 'who begins';
  return kind === 'gate' ? `gate of ${node}` : node;
}

function isWaiting({ state, request, task }: StepNow): boolean {
  return state === 'open' && request !== null && task === null;
}

const previewMax = 80;

function stepLine(step: StepNow, style: Style): string | null {
  const { kind, state, node, stage, brief, error, agrees, decision, reason } = step;
  const who = paint(style, 'strong', literal(node));
  const preview = literal(cutPreview(brief ?? ''));
  if (state === 'failed')
    return `${paint(style, 'failed', '✗')} ${paint(style, 'strong', literal(whoOf(step)))} failed: ${literal(error ?? '')}`;
  if (state === 'held' && step.retries > 0)
    return `${paint(style, 'needsYou', '↻')} ${who} again${error === null ? '' : `: ${literal(error)}`}`;
  if (kind === 'gate' && state === 'done') return gateLine(who, decision, reason, style);
  if (kind === 'turn' && state === 'done')
    return `[${literal(node)}] ${preview}${agrees === true ? ` ${paint(style, 'done', '✓')}` : ''}`;
  if (isWaiting(step)) return `${paint(style, 'needsYou', '⏸')} ${who} waits for you: ${step.request}`;
  if (state === 'open' && (kind === 'stage' || kind === 'session') && stage === null)
    return `${paint(style, 'working', '●')} ${who}${step.label === null ? '' : `  ${literal(step.label)}`}`;
  if (stage !== null && decision === null && state === 'done' && kind === 'session')
    return sessionLine(step, who, preview, style);
  if (stage !== null && decision === null && state === 'done')
    return `${paint(style, 'done', '✓')} stage ${stage}  ${who} → ${preview}`;
  return null;
}

function sessionLine({ stage, agrees, round }: StepNow, who: string, preview: string, style: Style): string {
  const isReached = agrees === true;
  const mark = paint(style, isReached ? 'done' : 'needsYou', isReached ? '✓' : '⚠');
  const how = isReached ? `consensus in round ${round}` : `no consensus in ${plural(round, 'round')}`;
  return `${mark} stage ${stage}  ${who}  ${how} → ${preview}`;
}

function cutPreview(text: string): string {
  return text.length <= previewMax ? text : `${text.slice(0, previewMax - 1)}…`;
}

function gateLine(who: string, decision: StepNow['decision'], reason: string | null, style: Style): string {
  const isApproved = decision === 'approved';
  const mark = paint(style, isApproved ? 'done' : 'failed', isApproved ? '✓' : '✗');
  const why = reason === null || reason === '' ? '' : `: ${literal(reason)}`;
  return `${mark} gate of ${who}  ${decision ?? ''}${why}`;
}

const endMarks = {
  completed: ['done', '✓'],
  rejected: ['failed', '✗'],
  failed: ['failed', '✗'],
  cancelled: ['idle', '✗'],
  limited: ['failed', '✗'],
} as const;

/** `gates`: of each step that waits for a person whether it is a gate. */
function runLine(run: RunNow, style: Style, gates: readonly boolean[]): string | null {
  const { id, state, why, stages, calls, waitsFor, requests } = run;
  if (state === 'running' || (state === 'waiting' && !isForPerson(run))) return null;
  if (state === 'queued')
    return waitsFor === null
      ? null
      : `${paint(style, 'parked', '◔')} ${id} waits for the end of ${waitsFor}, which has this directory: \`shoal show ${waitsFor}\`; --parallel waits for none`;
  if (state === 'waiting')
    return `${paint(style, 'needsYou', '⏸')} waiting ${id}  (${requests.join(', ')})\n${decideLines(run, gates)}`;
  const [tone, mark] = endMarks[state];
  const reason = why === null ? '' : `: ${literal(why)}`;
  return `${paint(style, tone, mark)} ${state} ${id}${reason}  (${plural(stages, 'stage')}, ${plural(calls, 'call')})`;
}

/** What was decided a moment ago still stands as waiting, until the engine goes on. */
export function isForPerson({ state, requests }: RunNow): boolean {
  return state === 'waiting' && requests.length > 0;
}

/** Only what fits; several are decided by their own ids. */
function decideLines({ id, requests }: RunNow, gates: readonly boolean[]): string {
  const commands = [
    ...(requests.length > 1 ? ['shoal requests'] : []),
    ...(gates.includes(true) ? [`shoal approve ${id}`, `shoal reject ${id} -r WHY`] : []),
    ...(gates.includes(false) ? [`shoal human-input ${id} TEXT`] : []),
  ];
  return commands.map((command) => `  ${command}`).join('\n');
}
