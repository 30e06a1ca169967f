import { useCallback, useSyncExternalStore } from 'react';

/** Whether the window is at least so many pixels wide. */
export function useWidth(px: number): boolean {
  const query = `(min-width: ${px}px)`;
  const watch = useCallback(
    (onChange: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(watch, () => matchMedia(query).matches);
}
