import { useSyncExternalStore } from 'react';
import { useMedia } from '../ui/use-width.ts';

type Theme = 'system' | 'dark' | 'light';
const key = 'shoal-theme';
const watchers = new Set<() => void>();

export function setTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  applyTheme();
  for (const watcher of watchers) watcher();
}

/** Puts the theme that was chosen in force; without a choice the system's is. */
export function applyTheme(): void {
  const theme = themeNow();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function themeNow(): Theme {
  const stored = localStorage.getItem(key);
  return stored === 'dark' || stored === 'light' ? stored : 'system';
}

export function useTheme(): Theme {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, themeNow);
}

/** Whether what is seen is light, by choice or by the system. */
export function useIsLight(): boolean {
  const theme = useTheme();
  const isSystemLight = useMedia('(prefers-color-scheme: light)');
  return theme === 'light' || (theme === 'system' && isSystemLight);
}
