import { type NaiveState, Refusal } from './state.ts';

export type NaiveAnswer<T> = { readonly ok: T } | { readonly refused: string };

export interface Outcome<T> {
  readonly state: NaiveState;
  readonly answer: NaiveAnswer<T>;
}

/** Runs a command on a copy; law 13: what is refused changes nothing, except what law 2 and 4 want kept. */
export function attempt<T>(before: NaiveState, change: (state: NaiveState) => T): Outcome<T> {
  const draft = structuredClone(before);
  try {
    return { state: draft, answer: { ok: change(draft) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { state: error.keeps ? draft : before, answer: { refused: error.code } };
  }
}
