import { useCallback, useEffect, useRef } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';

/** Which file one is at: in the address, chosen in the list, and by keys from the one that is read now to the next. */
export function useHere(paths: readonly string[]) {
  const [here, setHere] = useSearchParam('file');
  const list = useRef<HTMLDivElement>(null);
  const go = useCallback(
    (path: string) => {
      setHere(path);
      show(list.current, path);
    },
    [setHere],
  );
  const first = useRef(here);
  useEffect(() => {
    if (first.current !== null) show(list.current, first.current);
  }, []);
  const step = (by: 1 | -1): void => {
    const next = paths[Math.min(Math.max(read(list.current, by) + by, 0), paths.length - 1)];
    if (next !== undefined) go(next);
  };
  useKeys([
    { keys: 'n', label: 'Next file', run: () => step(1), isKeyOnly: true },
    { keys: 'p', label: 'Previous file', run: () => step(-1), isKeyOnly: true },
  ]);
  return { here, go, list };
}

function sections(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-path]') ?? [])];
}

function show(list: HTMLElement | null, path: string): void {
  const section = sections(list).find(({ dataset }) => dataset['path'] === path);
  section?.scrollIntoView({ block: 'start' });
  section?.querySelector('button')?.focus({ preventScroll: true });
}

/** The file whose name is at the top; going back, of one that is read in the middle its own beginning comes first. */
function read(list: HTMLElement | null, by: 1 | -1): number {
  const focused = sections(list).findIndex((section) => section.contains(document.activeElement));
  if (focused !== -1) return focused;
  const top = (list?.closest('main')?.getBoundingClientRect().top ?? 0) + 40;
  const at = sections(list).findLastIndex((section) => section.getBoundingClientRect().top <= top);
  return by === 1 ? at : Math.max(at, 0);
}
