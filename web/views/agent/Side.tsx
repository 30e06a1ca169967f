import { useRead } from '../../data/queries.ts';
import { count, money, percent } from '../../ui/figures.ts';
import { Meter } from '../../ui/Meter.tsx';
import { precise } from '../../ui/time.ts';
import { useWidth } from '../../ui/use-width.ts';
import styles from './Agent.module.css';
import { Plan } from './Plan.tsx';
import { Fold } from './transcript/Fold.tsx';
import { useFeed } from './transcript/use-feed.ts';
import type { SessionShown, Subject } from './use-subject.ts';

/** As in Agent.module.css: from here on it stands beside. */
const besideFrom = 1_100;

/** The plan, the context and what it took; on a narrow page one line above. */
export function Side({ session }: Subject) {
  const isBeside = useWidth(besideFrom);
  if (session === null) return null;
  const parts = (
    <>
      <Plan session={session} />
      <Context session={session} />
      <Totals session={session} />
    </>
  );
  if (isBeside)
    return (
      <aside className={styles['side']} aria-label="Plan and figures">
        {parts}
      </aside>
    );
  return (
    <aside className={styles['strip']} aria-label="Plan and figures">
      <Fold label="Plan and figures" summary={<Summary session={session} />}>
        {parts}
      </Fold>
    </aside>
  );
}

function Summary({ session }: { readonly session: SessionShown }) {
  return (
    <>
      <span>context {percent(session.contextShare)}</span>
      <span>{money(session.costUsd, session.costIs)}</span>
    </>
  );
}

function Context({ session }: { readonly session: SessionShown }) {
  const compactions = useFeed(session.id, (shown) => shown.compactions);
  const { contextShare, contextWindow } = session;
  const marks = compactions.flatMap(({ tokensBefore }) =>
    tokensBefore === null || contextWindow === null
      ? []
      : [{ at: tokensBefore / contextWindow, label: `compacted at ${count(tokensBefore)}` }],
  );
  return (
    <section className={styles['part']}>
      <h2>Context</h2>
      <Meter label="Context" isLabelHidden share={contextShare} text={contextText(session)} marks={marks} />
      {session.compactions > 0 && (
        <p className={styles['quiet']}>
          compacted {session.compactions === 1 ? 'once' : `${session.compactions} times`}
        </p>
      )}
    </section>
  );
}

function contextText({ contextTokens, contextShare, contextWindow }: SessionShown): string {
  if (contextTokens === null) return 'not known';
  if (contextWindow === null) return `${count(contextTokens)} tokens`;
  return `${percent(contextShare)} · ${count(contextTokens)} of ${count(contextWindow)}`;
}

function Totals({ session }: { readonly session: SessionShown }) {
  const { data: usage } = useRead('usage.show', { agent: session.agent });
  const { turns, inputTokens, cachedTokens, outputTokens, costUsd, costIs } = session;
  const figures: readonly (readonly [string, string])[] = [
    ['turns', String(turns)],
    [
      'in',
      inputTokens === null
        ? '–'
        : `${count(inputTokens)}${cachedTokens === null ? '' : `, ${count(cachedTokens)} cached`}`,
    ],
    ['out', count(outputTokens)],
    ['time in turns', usage === undefined ? '–' : precise(usage.total.wallMs)],
    ['tools', usage === undefined ? '–' : toolsOf(usage.total)],
    ['cost', money(costUsd, costIs)],
  ];
  return (
    <section className={styles['part']}>
      <h2>So far</h2>
      <dl className={styles['figures']}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {session.provisional && (
        <p className={styles['quiet']}>A turn runs: its own part is what was said so far.</p>
      )}
    </section>
  );
}

function toolsOf({ tools, toolErrors }: { readonly tools: number; readonly toolErrors: number }): string {
  return toolErrors === 0 ? String(tools) : `${tools}, ${toolErrors} failed`;
}
