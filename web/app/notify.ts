import { useEffect, useRef } from 'react';
import { useRead } from '../data/queries.ts';

const key = 'shoal-notify';

export function canNotify(): boolean {
  return 'Notification' in window;
}

export function isNotifying(): boolean {
  return canNotify() && Notification.permission === 'granted' && localStorage.getItem(key) === 'on';
}

/** Asks the browser for leave when it has not been given. */
export async function setNotifying(isOn: boolean): Promise<void> {
  if (!isOn) localStorage.removeItem(key);
  else if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(key, 'on');
}

/** Tells of requests that came while the page was not looked at. */
export function useNotifications(): void {
  const { data } = useRead('request.list', {});
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (data === undefined) return;
    const fresh = data.filter(({ id }) => known.current !== null && !known.current.has(id));
    known.current = new Set(data.map(({ id }) => id));
    if (!document.hidden || !isNotifying()) return;
    for (const { id, agentName, title } of fresh) {
      // One with the same tag, shown by another tab, is replaced and not doubled.
      const note = new Notification(`${agentName} needs you`, {
        body: title.slice(0, 200),
        tag: `shoal-${id}`,
      });
      note.addEventListener('click', () => {
        window.focus();
        location.assign(`/?request=${encodeURIComponent(id)}`);
      });
    }
  }, [data]);
}
