import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { tinykeys } from 'tinykeys';

/** Something that a key does while what offers it is on the page. Also found in the palette. */
export interface Shortcut {
  /** As tinykeys writes it: `a`, `Shift+A`, `g b`, `$mod+k`. */
  readonly keys: string;
  readonly label: string;
  readonly run: () => unknown;
  /** Not in the palette: moving about in a list. Default: false */
  readonly isKeyOnly?: boolean;
}

interface KeysState {
  readonly shortcuts: readonly Shortcut[];
  readonly offer: (shortcuts: readonly Shortcut[]) => () => void;
}

const Keys = createContext<KeysState>({ shortcuts: [], offer: () => () => undefined });

export function KeysProvider({ children }: { readonly children: React.ReactNode }) {
  const [offers, setOffers] = useState<readonly (readonly Shortcut[])[]>([]);
  const state = useMemo<KeysState>(
    () => ({
      shortcuts: offers.flat(),
      offer: (shortcuts) => {
        setOffers((before) => [...before, shortcuts]);
        return () => setOffers((before) => before.filter((one) => one !== shortcuts));
      },
    }),
    [offers],
  );
  return <Keys value={state}>{children}</Keys>;
}

/** All that are offered now. */
export function useOfferedKeys(): readonly Shortcut[] {
  return useContext(Keys).shortcuts;
}

/** Offers shortcuts while the component is on the page. What they do may change from one rendering to the next. */
export function useKeys(shortcuts: readonly Shortcut[]): void {
  const { offer } = useContext(Keys);
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const names = shortcuts.map(({ keys, label }) => `${keys}\n${label}`).join('\n\n');
  useEffect(() => {
    const stable = latest.current.map((shortcut, at) => ({
      ...shortcut,
      run: () => latest.current[at]?.run(),
    }));
    const withdraw = offer(stable);
    const bindings = stable.map(({ keys, run }) => [keys, unlessTyping(keys, run)] as const);
    const unbind = tinykeys(window, Object.fromEntries(bindings));
    return () => {
      unbind();
      withdraw();
    };
  }, [names, offer]);
}

/** A letter typed into a field is a letter; a dialog has the keyboard to itself. */
function unlessTyping(keys: string, run: () => unknown): (event: KeyboardEvent) => void {
  return (event) => {
    if (
      !keys.includes('$mod') &&
      (isTyping(event.target) || document.querySelector('[role$=dialog]') !== null)
    )
      return;
    event.preventDefault();
    void run();
  };
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.role === 'menuitem')
  );
}
