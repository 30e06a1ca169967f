import type * as contracts from '../../../operations/contracts/record.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { renderGeneric } from './generic.ts';
import { literal, type Style } from './style.ts';

/** Whatever it is, it looks as it does where it is shown on its own. */
export async function renderShow(
  record: OutputOf<typeof contracts.recordShow>,
  style: Style,
): Promise<string> {
  if ('dependsOn' in record) return (await import('./task.ts')).renderShow(record, style);
  if ('requestKind' in record) return (await import('./request.ts')).renderShow(record, style);
  if ('harnessSession' in record) return (await import('./session.ts')).renderShow(record, style);
  if ('runKind' in record) return (await import('./run.ts')).renderShow(record, style);
  if ('round' in record) return (await import('./run.ts')).renderStep(record, style);
  if ('body' in record) return (await import('./message.ts')).renderShow(record, style);
  return renderGeneric(record, style);
}

export function renderPriority({
  id,
  title,
  before,
  priority,
}: OutputOf<typeof contracts.recordPriority>): string {
  return `${id}  ${literal(title)}  priority ${before} → ${priority}`;
}
