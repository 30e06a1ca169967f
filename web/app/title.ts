import { useEffect } from 'react';

/** The tab says how many wait. */
export function useTitle(waiting: number, name: string): void {
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${name} · shoal` : `${name} · shoal`;
  }, [waiting, name]);
}
