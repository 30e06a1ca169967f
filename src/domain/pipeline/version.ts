import { inc, rcompare, valid } from 'semver';

/** Three numbers, perhaps with what marks it as preliminary: what may be published. */
export function isVersion(text: string): boolean {
  return text.length <= 100 && /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text) && valid(text) !== null;
}

/** By the order of versions, not of letters: 1.0.10 comes before 1.0.9. */
export function highestFirst(versions: readonly string[]): string[] {
  return versions.toSorted(rcompare);
}

/** One that is marked as preliminary only when there is no other. */
export function latestOf(versions: readonly string[]): string | undefined {
  const sorted = highestFirst(versions);
  return sorted.find((version) => !version.includes('-')) ?? sorted[0];
}

/** The patch after the highest. */
export function nextOf(versions: readonly string[]): string {
  const [top] = highestFirst(versions);
  return top === undefined ? '1.0.0' : (inc(top, 'patch') ?? '1.0.0');
}
