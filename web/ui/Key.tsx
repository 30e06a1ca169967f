import styles from './Key.module.css';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A shortcut as it is written on the keyboard: `$mod+k` is ⌘K or Ctrl-K. */
export function Key({ of }: { readonly of: string }) {
  return (
    <kbd className={styles['key']} aria-hidden="true">
      {spelled(of)}
    </kbd>
  );
}

function spelled(shortcut: string): string {
  return shortcut
    .replace('$mod+', isMac ? '⌘' : 'Ctrl-')
    .replace('Shift+', isMac ? '⇧' : 'Shift-')
    .replace('Enter', '↵')
    .replace('Escape', 'Esc');
}

/** Keys that are pressed one after the other: `g n`. */
export function Keys({ of }: { readonly of: string }) {
  // oxlint-disable-next-line react/no-array-index-key -- the same key may be pressed twice
  return of.split(' ').map((one, at) => <Key key={`${one}${at}`} of={one} />);
}
