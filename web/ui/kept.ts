const prefix = 'shoal-kept ';

/** Of this tab alone, over a reload: another tab has its own. */
export function keptOf<T>(place: string): T | null {
  const text = sessionStorage.getItem(prefix + place);
  return text === null ? null : (JSON.parse(text) as T); // what was put there below
}

export function keep(place: string, value: unknown): void {
  try {
    sessionStorage.setItem(prefix + place, JSON.stringify(value));
  } catch {
    // It is full: what is written is still on the page.
  }
}

export function forget(place: string): void {
  sessionStorage.removeItem(prefix + place);
}
