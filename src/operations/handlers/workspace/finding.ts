/** What one check of the doctor found. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly message: string;
  /** What puts it right. */
  readonly fix: string | null;
  /** `doctor --fix` does. */
  readonly fixable: boolean;
}

export function isProblem({ ok }: Finding): boolean {
  return !ok;
}

export function fine(check: string, message: string): Finding {
  return { check, ok: true, message, fix: null, fixable: false };
}

export function fixable(check: string, message: string): Finding {
  return { check, ok: false, message, fix: 'shoal doctor --fix', fixable: true };
}

/** The first few of many, and how many there are. */
export function sample(ids: readonly string[], max = 10): string {
  const more = ids.length > max ? `, … ${ids.length - max} more` : '';
  return `${ids.slice(0, max).join(', ')}${more}`;
}
