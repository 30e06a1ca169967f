import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
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

type Offer = (shortcuts: readonly Shortcut[]) => () => void;

const Offered = createContext<readonly Shortcut[]>([]);
/** Apart from what is offered: who offers must not be called again by its own offer. */
const Offering = createContext<Offer>(() => () => undefined);

export function KeysProvider({ children }: { readonly children: React.ReactNode }) {
  const [offers, setOffers] = useState<readonly (readonly Shortcut[])[]>([]);
  const offer = useCallback<Offer>((shortcuts) => {
    setOffers((before) => [...before, shortcuts]);
    return () => setOffers((before) => before.filter((one) => one !== shortcuts));
  }, []);
  const offered = useMemo(() => offers.flat(), [offers]);
  return (
    <Offering value={offer}>
      <Offered value={offered}>{children}</Offered>
    </Offering>
  );
}

/** All that are offered now. */
export function useOfferedKeys(): readonly Shortcut[] {
  return useContext(Offered);
}

/** Offers shortcuts while the component is on the page. What they do may change from one rendering to the next. */
export function useKeys(shortcuts: readonly Shortcut[]): void {
  const offer = useContext(Offering);
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
    // Each by itself: of several together, the one that fires leaves the others in the middle of their sequence.
    // What may be pressed while one types is said below; left to itself it hears nothing from fields.
    const unbinds = stable.map((shortcut) =>
      tinykeys(
        window,
        { [shortcut.keys]: unlessTyping(shortcut) },
        { ignore: ({ isComposing }) => isComposing },
      ),
    );
    return () => {
      for (const unbind of unbinds) unbind();
      withdraw();
    };
  }, [names, offer]);
}

/** A message in the corner calls itself a dialog, too, and takes nobody's keyboard. */
const dialogs = '[role$=dialog]:not([aria-modal=false])';

/** `g n` is not `n`: what begins a sequence, and until when it does. */
const prefix = { key: 'g', ms: 1_000, lastAt: -Infinity, isLast: false };
window.addEventListener(
  'keydown',
  ({ key, timeStamp }) => {
    prefix.isLast = timeStamp - prefix.lastAt < prefix.ms && key !== prefix.key;
    prefix.lastAt = key === prefix.key ? timeStamp : -Infinity;
  },
  { capture: true },
);

function isSecond({ key }: KeyboardEvent): boolean {
  return prefix.isLast && key !== prefix.key;
}

/** A letter typed into a field is a letter; a dialog has the keyboard to itself. Held down, a key moves on and does no more. */
function unlessTyping({ keys, run, isKeyOnly }: Shortcut): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.repeat && isKeyOnly !== true) return;
    if (
      !keys.includes('$mod') &&
      (isTyping(event.target) ||
        document.querySelector(dialogs) !== null ||
        (keys.length === 1 && isSecond(event)))
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
