import { useMemo, useState } from 'react';
import { Decoration, Diff, Hunk, type HunkData, markEdits, tokenize } from 'react-diff-view';
import { Button } from '../Button.tsx';
import { count } from '../figures.ts';
import type { Mode } from './DiffMode.tsx';
import { firstLines, hunksOf, isOnlyBlanks, lineCount } from './parse.ts';
import { useRemarks } from './Remarks.tsx';
import styles from './DiffView.module.css';

/** So many lines at a time: a browser lays out no 50,000 rows at once. */
const shownAtOnce = 2_000;
/** Of more lines the words that differ are not looked for. */
const markedMax = 400;

interface HunksProps {
  readonly path: string;
  readonly diff: string;
  readonly mode: Mode;
}

export function Hunks({ path, diff, mode }: HunksProps) {
  const [linesMax, setLinesMax] = useState(shownAtOnce);
  const all = useMemo(() => hunksOf(diff), [diff]);
  const hunks = useMemo(() => firstLines(all, linesMax), [all, linesMax]);
  const tokens = useMemo(() => marked(hunks, diff), [hunks, diff]);
  const remarks = useRemarks(path, hunks);
  const rest = all.reduce((sum, hunk) => sum + hunk.changes.length, 0) - linesMax;
  if (all.length === 0) return <pre className={styles['note']}>{diff.slice(0, shownAtOnce)}</pre>;
  return (
    <>
      {isOnlyBlanks(all) && <p className={styles['note']}>Only blanks or line ends were changed.</p>}
      <Diff viewType={mode} diffType="modify" hunks={hunks} tokens={tokens} gutterType="default" {...remarks}>
        {rowsOf}
      </Diff>
      {rest > 0 && (
        <Button kind="quiet" onPress={() => setLinesMax(linesMax + shownAtOnce)}>
          Show {count(Math.min(rest, shownAtOnce))} of {count(rest)} more lines
        </Button>
      )}
    </>
  );
}

function rowsOf(hunks: readonly HunkData[]): React.ReactElement[] {
  return hunks.flatMap((hunk, at) => hunkRows(hunk, at));
}

function hunkRows(hunk: HunkData, at: number): React.ReactElement[] {
  const key = `${at} ${hunk.content}`;
  return [
    <Decoration key={`head ${key}`}>
      <span className={styles['hunk']}>{hunk.content}</span>
    </Decoration>,
    <Hunk key={key} hunk={hunk} />,
  ];
}

function marked(hunks: HunkData[], diff: string): ReturnType<typeof tokenize> | null {
  if (lineCount(diff) > markedMax) return null;
  return tokenize(hunks, { enhancers: [markEdits(hunks, { type: 'block' })] });
}
