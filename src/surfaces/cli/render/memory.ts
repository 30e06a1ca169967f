import type { OutputOf } from '../../../operations/define.ts';
import type * as contracts from '../../../operations/contracts/memory.ts';
import { ago, lines, literal, literalBlock, nextStep, type Style } from './style.ts';

type Memory = OutputOf<typeof contracts.memoryRemember>;

export function renderRecall(found: readonly Memory[], style: Style): string {
  return found.length === 0
    ? 'Nothing that is known matters here.'
    : lines(...found.map((memory) => memoryText(memory, style)));
}

export function renderList({ memories, next }: OutputOf<typeof contracts.memoryList>, style: Style): string {
  if (memories.length === 0) return 'Nothing is known.';
  const more = next === null ? undefined : nextStep(style, `shoal memories --before ${next}`);
  return lines(...memories.map((memory) => memoryText(memory, style)), more);
}

export function renderRemember(memory: Memory, style: Style): string {
  return memoryText(memory, style);
}

export function renderForget(memory: Memory): string {
  return `${memory.id} is forgotten.`;
}

/** A failure says so first: it is a warning, not advice. */
export function memoryText(memory: Memory, style: Style): string {
  const facts = [
    memory.outcome === 'failed' ? 'failed' : undefined,
    memory.task ?? undefined,
    literal(memory.agentName ?? memory.agent),
    ago(style, memory.createdAt),
    ...memory.tags.map((tag) => `#${literal(tag)}`),
  ];
  return lines(
    `${memory.id}  ${facts.filter((fact) => fact !== undefined).join(' · ')}`,
    literalBlock(memory.text, '    '),
  );
}
