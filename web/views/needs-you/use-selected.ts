import { useState } from 'react';
import { useSearchParam } from '../../app/search-param.ts';

/** Which of them is selected; when it goes, the next takes its place. */
export function useSelected(ids: readonly string[]) {
  const [wanted, select] = useSearchParam('request');
  const [before, setBefore] = useState<{ readonly ids: readonly string[]; readonly id: string | null }>({
    ids,
    id: wanted,
  });
  const id = wanted !== null && ids.includes(wanted) ? wanted : successor(before, ids);
  if (before.ids.join() !== ids.join() || before.id !== id) setBefore({ ids, id });
  return { selected: id, select };
}

function successor(
  before: { readonly ids: readonly string[]; readonly id: string | null },
  ids: readonly string[],
): string | null {
  const from = before.id === null ? 0 : Math.max(0, before.ids.indexOf(before.id));
  const isThere = (id: string) => ids.includes(id);
  return (
    before.ids.slice(from).find(isThere) ?? before.ids.slice(0, from).findLast(isThere) ?? ids[0] ?? null
  );
}
