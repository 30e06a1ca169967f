import type { PipelineNode } from './definition.ts';

export const startId = '@start';
export const endId = '@end';
export const gateId = (node: string): string => `${node}.gate`;
export const anyId = (node: string): string => `${node}@any`;

/** Its output says who goes on, of all that there are. */
export function namesOthers({ handoffs }: PipelineNode): boolean {
  return handoffs.some(({ to }) => to.length === 0);
}
