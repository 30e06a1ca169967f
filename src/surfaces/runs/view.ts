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
  let round = 0;

  function changed(step: StepNow): boolean {
    if (step.state !== 'open' && !speakers.isSilent(step)) return false;
    const isNewRound = step.kind === 'turn' && step.round !== round;
    if (isNewRound) round = step.round;
    const heading = isNewRound ? [paint(style, 'strong', `── Round ${step.round} ──`)] : [];
    const shown = stepLine(step, style);
    return [...heading, ...(shown === null ? [] : [shown])].every((one) => speakers.line(one));
  }

  return ({ type, run, step, text }) => {
    if (type === 'run') {
      const shown = run === null ? null : runLine(run, style);
      return shown === null || speakers.line(shown);
    }
    if (step === null) return true;
    switch (type) {
      case 'text':
        return speakers.say(step, text ?? '');
      case 'tool':
        return speakers.line(paint(style, 'quiet', `  ▶ ${literal(step.node)}: ${literal(text ?? '')}`));
      case 'step':
        return changed(step);
    }
  };
}

const previewMax = 80;

function stepLine(step: StepNow, style: Style): string | null {
  const { kind, state, node, stage, brief, error, agrees, decision, reason } = step;
  const who = paint(style, 'strong', literal(node));
  const preview = literal(cutPreview(brief ?? ''));
  if (state === 'failed') return `${paint(style, 'failed', '✗')} ${who} failed: ${literal(error ?? '')}`;
  if (state === 'held' && step.retries > 0)
    return `${paint(style, 'needsYou', '↻')} ${who} again${error === null ? '' : `: ${literal(error)}`}`;
  if (kind === 'gate' && state === 'done') return gateLine(who, decision, reason, style);
  if (kind === 'turn' && state === 'done')
    return `[${literal(node)}] ${preview}${agrees === true ? ` ${paint(style, 'done', '✓')}` : ''}`;
  if (state === 'open' && step.request !== null && step.task === null)
    return `${paint(style, 'needsYou', '⏸')} ${who} waits for you: ${step.request}`;
  if (state === 'open' && (kind === 'stage' || kind === 'session') && stage === null)
    return `${paint(style, 'working', '●')} ${who}${step.label === null ? '' : `  ${literal(step.label)}`}`;
  if (stage !== null && decision === null && state === 'done')
    return `${paint(style, 'done', '✓')} stage ${stage}  ${who} → ${preview}`;
  return null;
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

function runLine(run: RunNow, style: Style): string | null {
  const { id, state, why, stages, calls, waitsFor, requests } = run;
  if (state === 'running') return null;
  if (state === 'queued')
    return waitsFor === null
      ? null
      : `${paint(style, 'parked', '◔')} ${id} waits for ${waitsFor}, which works here: \`shoal show ${waitsFor}\`; --parallel waits for none`;
  if (state === 'waiting')
    return `${paint(style, 'needsYou', '⏸')} waiting ${id}  (${requests.join(', ')})\n${decideLines(id)}`;
  const [tone, mark] = endMarks[state];
  const reason = why === null ? '' : `: ${literal(why)}`;
  return `${paint(style, tone, mark)} ${state} ${id}${reason}  (${plural(stages, 'stage')}, ${plural(calls, 'call')})`;
}

function decideLines(id: string): string {
  return [`shoal approve ${id}`, `shoal reject ${id} -r WHY`, `shoal human-input ${id} TEXT`]
    .map((command) => `  ${command}`)
    .join('\n');
}
