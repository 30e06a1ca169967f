import { objects, string } from './json.ts';
import { emit, type Link } from './link.ts';

const planStates: Readonly<Record<string, 'active' | 'done'>> = { in_progress: 'active', completed: 'done' };

/** The whole plan anew, each time. */
export function takePlan(link: Link, value: unknown): void {
  if (!Array.isArray(value)) return;
  const entries = objects(value).map((entry) => ({
    text: string(entry['content']) ?? '',
    state: planStates[string(entry['status']) ?? ''] ?? ('pending' as const),
  }));
  emit(link, { type: 'plan', entries });
}
