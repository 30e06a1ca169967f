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
