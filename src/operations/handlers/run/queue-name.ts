import type { Step } from '../../../domain/pipeline/run.ts';

/** Queue of the tasks of a step: of its agent in this run. */
export function queueOf({ run, node, kind }: Pick<Step, 'run' | 'node' | 'kind'>): string {
  return kind === 'gate' || kind === 'entry' ? `${run}.${node}.${kind}` : `${run}.${node}`;
}
