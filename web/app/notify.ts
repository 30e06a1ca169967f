import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useWaiting, type Waiting } from '../data/waiting.ts';
import { visible } from '../ui/visible.ts';

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

/** Tells of what came while the page was not looked at. */
export function useNotifications(): void {
  const { waiting } = useWaiting();
  const [, navigate] = useLocation();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (waiting === undefined) return;
    const fresh = waiting.filter(({ id }) => known.current !== null && !known.current.has(id));
    known.current = new Set(waiting.map(({ id }) => id));
    if (!document.hidden || !isNotifying()) return;
    for (const one of fresh) tell(one, navigate);
  }, [waiting, navigate]);
}

function tell(waiting: Waiting, open: (path: string) => void): void {
  const { agentName } = 'request' in waiting ? waiting.request : waiting.question;
  const text = 'request' in waiting ? waiting.request.title : waiting.question.text;
  // One with the same tag, shown by another tab, is replaced and not doubled.
  const note = new Notification(`${agentName} needs you`, {
    body: visible(text.slice(0, 200)),
    tag: `shoal-${waiting.id}`,
  });
  note.addEventListener('click', () => {
    window.focus();
    open(`/?request=${encodeURIComponent(waiting.id)}`);
  });
}
