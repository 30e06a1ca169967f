import type * as contracts from '../../operations/contracts/run.ts';
import type { OutputOf } from '../../operations/define.ts';
import { literal, paint, plural, type Style } from '../cli/render/style.ts';

export type Seen = OutputOf<typeof contracts.runWatch>;
export type RunNow = NonNullable<Seen['run']>;
type StepNow = NonNullable<Seen['step']>;

/** Shows a run as it goes: what is said as it is said, a line when something begins or ends. */
export function createRunView(style: Style, write: (text: string) => boolean): (seen: Seen) => boolean {
  let speaker: string | null = null;
  let isLineOpen = false;
  let round = 0;

  function line(text: string): boolean {
    const before = isLineOpen ? '\n' : '';
    isLineOpen = false;
    speaker = null;
    return write(`${before}${text}\n`);
  }

  function say(step: StepNow, text: string): boolean {
    if (speaker !== step.id) {
      const isNew = line(`${paint(style, 'quiet', `[${literal(step.node)}]`)}`);
      speaker = step.id;
      if (!isNew) return false;
    }
    isLineOpen = !text.endsWith('\n');
    return write(literalPiece(text));
  }

  return ({ type, run, step, text }) => {
    switch (type) {
      case 'text':
        return step === null || say(step, text ?? '');
      case 'tool':
        return step === null || line(paint(style, 'quiet', `  ▶ ${literal(text ?? '')}`));
      case 'run':
        return run === null || told(run);
      case 'step': {
        if (step === null) return true;
        const isNewRound = step.kind === 'turn' && step.round !== round;
        if (isNewRound) round = step.round;
        const heading = isNewRound ? line(paint(style, 'strong', `── Round ${step.round} ──`)) : true;
        const shown = stepLine(step, style);
        return heading && (shown === null || line(shown));
      }
    }
  };

  function told(run: RunNow): boolean {
    const shown = runLine(run, style);
    return shown === null || line(shown);
  }
}

/** Every line of a piece as it is, but for what a terminal would obey. */
function literalPiece(text: string): string {
  return text
    .split('\n')
    .map((part) => literal(part))
    .join('\n');
}

const previewMax = 100;

function stepLine(step: StepNow, style: Style): string | null {
  const { kind, state, node, stage, brief, error, agrees, decision, reason } = step;
  const who = paint(style, 'strong', literal(node));
  const preview = literal((brief ?? '').slice(0, previewMax));
  if (state === 'failed') return `${paint(style, 'failed', '✗')} ${who} failed: ${literal(error ?? '')}`;
  if (state === 'held' && step.retries > 0) return `${paint(style, 'needsYou', '↻')} ${who} again: ${literal(error ?? '')}`;
  if (kind === 'gate' && state === 'done') return gateLine(who, decision, reason, style);
  if (kind === 'turn' && state === 'done') return `[${literal(node)}] ${preview}${agrees === true ? ` ${paint(style, 'done', '✓')}` : ''}`;
  if (state === 'open' && step.request !== null && step.task === null)
    return `${paint(style, 'needsYou', '⏸')} ${who} waits for you: ${step.request}  shoal approve ${step.request} | shoal reject ${step.request} -r WHY | shoal reply ${step.request} TEXT`;
  if (state === 'open' && (kind === 'stage' || kind === 'session') && stage === null) return `${paint(style, 'working', '●')} ${who}${step.label === null ? '' : `  ${literal(step.label)}`}`;
  if (stage !== null && decision === null && state === 'done') return `${paint(style, 'done', '✓')} stage ${stage}  ${who} → ${preview}`;
  return null;
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

function runLine(run: RunNow, style: Style): string | null {
  const { id, state, why, stages, calls } = run;
  if (state === 'queued') return `${paint(style, 'parked', '◔')} ${id} waits for the run that works here`;
  if (state === 'running' || state === 'waiting') return null;
  const [tone, mark] = endMarks[state];
  const reason = why === null ? '' : `: ${literal(why)}`;
  return `${paint(style, tone, mark)} ${state} ${id}${reason}  (${plural(stages, 'stage')}, ${plural(calls, 'call')})`;
}
