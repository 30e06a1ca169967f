import type { ContextStrategy } from './definition.ts';

/** A stage that ended, as others are told of it. */
export interface PastStage {
  readonly stage: number;
  readonly node: string;
  readonly label: string | null;
  readonly brief: string;
  readonly decision: string | null;
  readonly reason: string | null;
  /** Loaded only where it is told in full. */
  readonly output: () => string;
}

export interface ContextOrder {
  readonly strategy: ContextStrategy;
  /** The latest stages of the run, and those of the agent itself; oldest first. */
  readonly past: readonly PastStage[];
  readonly own: readonly PastStage[];
  /** Stages told in full; 0: all. */
  readonly window: number;
  /** What the stage is given besides: it is not told again. */
  readonly input: string;
}

/** Older stages that are told of in a line each; of those before them only that they were. */
export const olderMax = 20;

/** What a stage is told of those before it. Nothing is told twice. */
export function contextText({ strategy, past, own, window, input }: ContextOrder): string {
  switch (strategy) {
    case 'none':
      return '';
    case 'last_only':
      return sections(past.slice(-1), input);
    case 'own':
      return joined(lines(before(own, window)), sections(within(own, window), input));
    case 'shared':
      return joined(lines(before(past, window)), sections(within(past, window), input));
    case 'both': {
      const recent = within(past, window);
      const notes = within(own, window).filter((stage) => !recent.some((one) => one.stage === stage.stage));
      const older = before(past, window).filter((stage) => !notes.some((one) => one.stage === stage.stage));
      const title = notes.length === 0 ? '' : '# Your own notes';
      return joined(lines(older), sections(recent, input), title, sections(notes, input));
    }
  }
}

function within(stages: readonly PastStage[], window: number): readonly PastStage[] {
  return window === 0 ? stages : stages.slice(-window);
}

function before(stages: readonly PastStage[], window: number): readonly PastStage[] {
  return window === 0 ? [] : stages.slice(0, -window);
}

function lines(stages: readonly PastStage[]): string {
  const told = stages.slice(-olderMax);
  if (told.length === 0) return '';
  const untold = stages.length > told.length ? ['(Still earlier ones are not listed.)'] : [];
  return ['# Earlier\n', ...untold, ...told.map((stage) => `- ${heading(stage)}: ${stage.brief}`)].join('\n');
}

function sections(stages: readonly PastStage[], input: string): string {
  return joined(...stages.map((stage) => `## ${heading(stage)}\n\n${said(stage, input)}`));
}

function said({ output }: PastStage, input: string): string {
  const text = output().trim();
  return text !== '' && input.includes(text) ? '(It is in what you are given.)' : text;
}

function heading({ stage, node, label, decision, reason }: PastStage): string {
  const verdict =
    decision === null ? '' : ` (${decision}${reason === null || reason === '' ? '' : `: ${reason}`})`;
  return `[stage ${stage}] ${node}${label === null ? '' : ` — ${label}`}${verdict}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
