import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now: `(prefers-color-scheme: light)`. */
export function useMedia(query: string): boolean {
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

/** Whether the window is at least so many pixels wide. */
export function useWidth(px: number): boolean {
  return useMedia(`(min-width: ${px}px)`);
}
