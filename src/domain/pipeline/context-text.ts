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

/** What a stage is told of those before it. Nothing is told twice. */
export function contextText(
  strategy: ContextStrategy,
  node: string,
  past: readonly PastStage[],
  window: number,
): string {
  const own = past.filter((stage) => stage.node === node);
  switch (strategy) {
    case 'none':
      return '';
    case 'last_only':
      return told(past.slice(-1), 0);
    case 'own':
      return told(own, window);
    case 'shared':
      return told(past, window);
    case 'both': {
      const inFull = window === 0 ? past : past.slice(-window);
      const older = own.filter((stage) => !inFull.includes(stage)).slice(-(window === 0 ? own.length : window));
      const notes = older.length === 0 ? '' : `# Your own notes\n\n${told(older, 0)}`;
      return [told(past, window), notes].filter((part) => part !== '').join('\n\n');
    }
  }
}

/** The last ones in full, the others a line each; 0: all in full. */
function told(stages: readonly PastStage[], window: number): string {
  const older = window === 0 ? [] : stages.slice(0, -window);
  const recent = window === 0 ? stages : stages.slice(-window);
  const lines = older.map((stage) => `- ${heading(stage)}: ${stage.brief}`);
  const sections = recent.map((stage) => `## ${heading(stage)}\n\n${stage.output().trim()}`);
  return [lines.length === 0 ? '' : `# Earlier\n\n${lines.join('\n')}`, ...sections]
    .filter((part) => part !== '')
    .join('\n\n');
}

function heading({ stage, node, label, decision, reason }: PastStage): string {
  const verdict = decision === null ? '' : ` (${decision}${reason === null || reason === '' ? '' : `: ${reason}`})`;
  return `[stage ${stage}] ${node}${label === null ? '' : ` — ${label}`}${verdict}`;
}
