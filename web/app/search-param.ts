import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** One parameter of the address: its value, and what sets it (null takes it out). Going back undoes it when `isStep`. */
export function useSearchParam(
  name: string,
  { isStep = false }: { readonly isStep?: boolean } = {},
): readonly [string | null, (value: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | null) => {
      // Of the address itself: another parameter may have been set in the same moment.
      const next = new URLSearchParams(location.search);
      const before = next.get(name);
      if (value === null || value === '') next.delete(name);
      else next.set(name, value);
      // What is chosen again is no step: one would have to go back over it twice.
      if (next.get(name) !== before) setParams(next, { replace: !isStep });
    },
    [name, setParams, isStep],
  );
  return [params.get(name), set];
}
