import { useState } from 'react';
import { useRead } from '../../data/queries.ts';
import { useTasks } from '../../data/tasks.ts';

interface Found {
  readonly href: string;
  readonly id: string;
  readonly title: string;
  readonly kind: string;
}

const shownMax = 30;

/** Tasks, agents and runs whose id or title holds what was typed. */
export function useFound(): { readonly found: readonly Found[]; readonly search: (typed: string) => void } {
  const [typed, search] = useState('');
  const isAsked = typed.trim().length > 0;
  const agents = useRead('agent.ps', {}, { enabled: isAsked }).data ?? [];
  const runs = useRead('run.list', { limit: 200 }, { enabled: isAsked }).data ?? [];
  const tasks = useTasks().data?.rows.values().toArray() ?? [];
  if (!isAsked) return { found: [], search };
  const wanted = typed.trim().toLowerCase();
  const all: Found[] = [
    ...agents.map(({ id, name, state }) => ({
      href: `/agents/${id}`,
      id: name,
      title: state,
      kind: 'agent',
    })),
    ...runs.map(({ id, title }) => ({ href: `/runs/${id}`, id, title, kind: 'run' })),
    ...tasks.map(({ id, title }) => ({ href: `/tasks/${id}`, id, title, kind: 'task' })),
  ];
  const found = all.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(wanted));
  return { found: found.slice(0, shownMax), search };
}
