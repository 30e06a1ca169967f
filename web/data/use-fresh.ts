import { useEffect } from 'react';
import type { CallName } from './api.ts';
import { queries } from './queries.ts';

/** Files change without an event: what was read of them is read again when one comes to the page, and back to it. */
export function useFresh(...names: readonly CallName[]): void {
  const wanted = names.join(' ');
  useEffect(() => {
    const readAgain = () => {
      if (document.hidden) return;
      void queries.invalidateQueries({
        predicate: ({ queryKey: [read], state }) =>
          state.data !== undefined && wanted.split(' ').includes(String(read)),
      });
    };
    readAgain();
    window.addEventListener('focus', readAgain);
    document.addEventListener('visibilitychange', readAgain);
    return () => {
      window.removeEventListener('focus', readAgain);
      document.removeEventListener('visibilitychange', readAgain);
    };
  }, [wanted]);
}
