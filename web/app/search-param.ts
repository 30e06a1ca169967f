import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** One parameter of the address: its value, and what sets it (null takes it out). Going back undoes it when `isStep`. */
export function useSearchParam(
  name: string,
  { isStep = false }: { readonly isStep?: boolean } = {},
): readonly [string | null, (value: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | null) =>
      setParams(
        () => {
          // Of the address itself: another parameter may have been set in the same moment.
          const next = new URLSearchParams(location.search);
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: !isStep },
      ),
    [name, setParams, isStep],
  );
  return [params.get(name), set];
}
