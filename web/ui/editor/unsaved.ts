export interface Unsaved {
  readonly text: string;
  /** Version of the file that it was made from. */
  readonly base: string;
}

const prefix = 'shoal-draft ';

/** Of this tab alone: another tab has its own. */
export function unsavedOf(place: string): Unsaved | null {
  const kept = sessionStorage.getItem(prefix + place);
  if (kept === null) return null;
  const [base = '', ...lines] = kept.split('\n');
  return { base, text: lines.join('\n') };
}

export function keepUnsaved(place: string, { text, base }: Unsaved): void {
  try {
    sessionStorage.setItem(prefix + place, `${base}\n${text}`);
  } catch {
    // It is full: the warning before one leaves remains.
  }
}

export function forgetUnsaved(place: string): void {
  sessionStorage.removeItem(prefix + place);
}
