import styles from './state.module.css';

/** Tone of a state: its colour, its glyph, and its own word when nothing says it better. */
const tones = {
  working: { glyph: '●', word: 'working' },
  'needs-you': { glyph: '◆', word: 'needs you' },
  idle: { glyph: '○', word: 'idle' },
  parked: { glyph: '◔', word: 'parked' },
  failed: { glyph: '✕', word: 'failed' },
  done: { glyph: '✓', word: 'done' },
  unknown: { glyph: '?', word: 'unknown' },
} as const;
export type Tone = keyof typeof tones;

/** Every state that a task, an agent, a run, a step or a request may have, in whose tone it is shown. */
const toneOf: Readonly<Record<string, Tone>> = {
  working: 'working',
  running: 'working',
  starting: 'working',
  in_progress: 'working',
  claimed: 'working',
  'needs you': 'needs-you',
  open: 'needs-you',
  waiting: 'parked',
  parked: 'parked',
  queued: 'idle',
  pending: 'idle',
  idle: 'idle',
  ready: 'idle',
  blocked: 'parked',
  cancelled: 'idle',
  withdrawn: 'idle',
  ended: 'idle',
  gone: 'idle',
  failed: 'failed',
  rejected: 'failed',
  crashed: 'failed',
  lapsed: 'failed',
  stolen: 'idle',
  released: 'idle',
  dead: 'failed',
  limited: 'failed',
  expired: 'failed',
  done: 'done',
  completed: 'done',
  approved: 'done',
  decided: 'done',
  suspect: 'unknown',
  hung: 'unknown',
  unknown: 'unknown',
};

export function toneOfState(state: string): Tone {
  return toneOf[state] ?? 'unknown';
}

interface StateProps {
  readonly state: string;
  /** Instead of the tone of the state: a task that waits for a person needs you. */
  readonly tone?: Tone;
  /** Instead of the state's own word. */
  readonly word?: string;
}

/** A state as everybody reads it: a word, a colour, a glyph. */
export function State({ state, tone = toneOfState(state), word }: StateProps) {
  return (
    <span className={styles['state']} data-tone={tone}>
      <span aria-hidden="true">{tones[tone].glyph}</span> {word ?? state.replaceAll('_', ' ')}
    </span>
  );
}

/** The glyph alone, where the word stands beside it already. */
export function Glyph({ tone }: { readonly tone: Tone }) {
  return (
    <span className={styles['state']} data-tone={tone} role="img" aria-label={tones[tone].word}>
      {tones[tone].glyph}
    </span>
  );
}
