import { lazy, Suspense, useDeferredValue } from 'react';
import { Link } from 'wouter';
import { count, money } from '../../../ui/figures.ts';
import { Glyph } from '../../../ui/state.tsx';
import { Block, Line } from '../../../ui/Text.tsx';
import { exact, precise, timeOfDay } from '../../../ui/time.ts';
import { Fold } from './Fold.tsx';
import { type Row, whoDecided } from './rows.ts';
import { SentRow } from './SentRow.tsx';
import { ToolView } from './ToolView.tsx';
import styles from './Transcript.module.css';

const Markdown = lazy(() => import('../../../ui/Markdown.tsx'));

/** Longer texts are not read as Markdown: they are data. */
const markdownMax = 20_000;

export function RowView({ row }: { readonly row: Row }) {
  return (
    <div className={styles['piece']} data-kind={row.kind} data-inside={isInside(row) || undefined}>
      <Link
        href={`?n=${row.key}`}
        title={`${exact(row.at)}: its place, to be linked to`}
        className={styles['time'] ?? ''}
      >
        <time dateTime={row.at}>{timeOfDay(row.at)}</time>
      </Link>
      <div className={styles['what']}>
        <Piece row={row} />
      </div>
    </div>
  );
}

function Piece({ row }: { readonly row: Row }) {
  switch (row.kind) {
    case 'sent':
      return <SentRow entry={row.entry} />;
    case 'text':
      return <Said text={row.text} isLive={row.isLive} />;
    case 'thinking':
      return (
        <Fold label="thinking" summary={<Line of={row.text.trim()} charsMax={160} />}>
          <Block of={row.text} />
        </Fold>
      );
    case 'tool':
      return <ToolView row={row} />;
    case 'request':
      return <Asked row={row} />;
    case 'end':
      return <End row={row} />;
    case 'compaction':
      return <Compaction row={row} />;
    case 'note':
      return (
        <p className={styles['note']} data-tone={row.tone}>
          <Line of={row.text} charsMax={2_000} />
        </p>
      );
  }
}

function Said({ text: newest, isLive }: { readonly text: string; readonly isLive: boolean }) {
  // While it is written it is read again at every part: what one does meanwhile goes first.
  const text = useDeferredValue(newest);
  const plain = <Block of={text} />;
  if (text.length > markdownMax) return plain;
  return (
    <Suspense fallback={plain}>
      <Markdown of={text} />
      {isLive && <span className={styles['caret']} aria-hidden="true" />}
    </Suspense>
  );
}

type Of<K extends Row['kind']> = Extract<Row, { kind: K }>;

function Asked({ row: { entry, decision } }: { readonly row: Of<'request'> }) {
  const isOpen = decision === null;
  const tone = isOpen ? 'needs-you' : decision.outcome === 'approve' ? 'done' : 'failed';
  return (
    <div className={styles['asked']}>
      <p>
        <Glyph tone={tone} /> asks: <Line of={entry.title} charsMax={2_000} />
      </p>
      {isOpen ? (
        <p className={styles['quiet']}>
          Not decided here yet. <Link href="/">What needs you</Link>
        </p>
      ) : (
        <p className={styles['quiet']}>
          {decision.outcome === 'approve' ? 'approved' : 'rejected'} by <Line of={whoDecided(decision)} />
          {decision.text !== null && decision.text !== '' && (
            <>
              : <Line of={decision.text} charsMax={2_000} />
            </>
          )}
        </p>
      )}
    </div>
  );
}

function End({ row: { entry, startedAt } }: { readonly row: Of<'end'> }) {
  const { reason, error, usage } = entry;
  const figures = [
    ...(startedAt === null ? [] : [precise(Date.parse(entry.at) - Date.parse(startedAt))]),
    ...known(usage?.inputTokens, (tokens) => `${count(tokens)} in`),
    ...known(usage?.outputTokens, (tokens) => `${count(tokens)} out`),
    ...known(usage?.costUsd, money),
  ];
  return (
    <p className={styles['end']}>
      <Glyph tone={reason === 'completed' ? 'done' : reason === 'interrupted' ? 'idle' : 'failed'} /> turn{' '}
      {reason}
      {figures.map((figure) => ` · ${figure}`)}
      {error !== null && (
        <>
          : <Line of={error} charsMax={2_000} />
        </>
      )}
    </p>
  );
}

function known(value: number | null | undefined, say: (value: number) => string): readonly string[] {
  return value === null || value === undefined ? [] : [say(value)];
}

function Compaction({ row: { entry } }: { readonly row: Of<'compaction'> }) {
  const { trigger, tokensBefore, tokensAfter } = entry;
  return (
    <p className={styles['compaction']}>
      context compacted ({trigger})
      {tokensBefore !== null && `: ${count(tokensBefore)} → ${count(tokensAfter)} tokens`}
    </p>
  );
}

function isInside(row: Row): boolean {
  return 'isInside' in row && row.isInside;
}

const lineHeight = 22;
const charsPerLine = 90;

/** Before it is measured: near enough that the scroll bar does not jump. */
export function guessedHeight(row: Row | undefined): number {
  if (row === undefined) return 30;
  if (row.kind === 'text') return 14 + Math.ceil(row.text.length / charsPerLine) * lineHeight;
  if (row.kind === 'sent')
    return 40 + Math.min(Math.ceil(row.entry.text.length / charsPerLine), 12) * lineHeight;
  if (row.kind === 'request') return 56;
  return 30;
}
