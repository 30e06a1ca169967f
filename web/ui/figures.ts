/** `$3.41`, `<$0.01`; `–` when it is not known. An estimate carries `~`. */
export function money(usd: number | null, is?: string): string {
  if (usd === null) return '–';
  const about = is === 'estimated' || is === 'partial' ? '~' : '';
  if (usd > 0 && usd < 0.01) return `${about}<$0.01`;
  return `${about}$${usd.toFixed(2)}`;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `31`, `12.4K`; `–` when it is not known. */
export function count(value: number | null): string {
  return value === null ? '–' : compact.format(value);
}

/** `31%`; `–` when it is not known. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)}%`;
}

/** `1 turn`, `3 turns`. */
export function counted(value: number, word: string): string {
  return `${value} ${word}${value === 1 ? '' : 's'}`;
}

/** `18 kB`. */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  return value < 1_000_000 ? `${Math.round(value / 1_000)} kB` : `${(value / 1_000_000).toFixed(1)} MB`;
}
