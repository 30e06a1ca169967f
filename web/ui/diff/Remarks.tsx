import { createContext, useContext, useMemo } from 'react';
import { type ChangeData, getChangeKey, type HunkData } from 'react-diff-view';
import { Button } from '../Button.tsx';
import { Field } from '../Field.tsx';
import { submitKeys } from '../submit-keys.ts';
import { Block } from '../Text.tsx';
import { visible } from '../visible.ts';
import { type Anchor, anchorOf, beside, changeAt, type Remark } from './remarks.ts';
import styles from './Remarks.module.css';

/** What one writes at lines of a diff; whoever shows the diff keeps it, and sends it. */
export interface Remarking {
  readonly remarks: readonly Remark[];
  /** What is being written. */
  readonly draft: Remark | null;
  readonly write: (draft: Remark | null) => void;
  /** The draft is of this line, with what was written already. Always the same function. */
  readonly begin: (at: Anchor) => void;
  /** The draft is one of them. */
  readonly keep: () => void;
  readonly drop: (remark: Remark) => void;
}

/** null: nothing can be said of it. */
export const RemarkingContext = createContext<Remarking | null>(null);

/** What a diff shows under its lines, and what a press on a line's number does. */
export function useRemarks(path: string, hunks: readonly HunkData[]) {
  const remarking = useContext(RemarkingContext);
  const begin = remarking?.begin;
  const gutterEvents = useMemo(
    () => ({
      onClick: ({ change }: { readonly change: ChangeData | null }) =>
        change !== null && begin?.(anchorOf(path, change)),
    }),
    [path, begin],
  );
  return { gutterEvents, widgets: remarking === null ? nothing : widgetsOf(path, hunks, remarking) };
}

/** Always the same, so that a file that nothing is said of is not drawn again. */
const nothing: Record<string, React.ReactNode> = {};

function widgetsOf(path: string, hunks: readonly HunkData[], remarking: Remarking) {
  const { remarks, draft, write, keep, drop } = remarking;
  const under = new Map<string, React.ReactNode[]>();
  const put = (at: Anchor, node: React.ReactNode) => {
    const change = at.path === path ? changeAt(hunks, at) : null;
    if (change === null) return;
    const key = getChangeKey(change);
    under.set(key, [...(under.get(key) ?? []), node]);
  };
  for (const [n, remark] of remarks.entries())
    put(remark.at, <Kept key={n} remark={remark} onDrop={() => drop(remark)} />);
  if (draft !== null)
    put(draft.at, <Draft key="draft" draft={draft} hunks={hunks} write={write} keep={keep} />);
  if (under.size === 0) return nothing;
  return Object.fromEntries([...under].map(([key, nodes]) => [key, <div key={key}>{nodes}</div>]));
}

function Kept({ remark, onDrop }: { readonly remark: Remark; readonly onDrop: () => void }) {
  const where = visible(`${remark.at.path}, line ${remark.at.line}`);
  return (
    <div className={styles['remark']} role="note" aria-label={`Comment on ${where}`}>
      <Block of={remark.text} />
      <Button kind="quiet" onPress={onDrop} aria-label={`Drop the comment on ${where}`}>
        Drop
      </Button>
    </div>
  );
}

interface DraftProps extends Pick<Remarking, 'write' | 'keep'> {
  readonly draft: Remark;
  readonly hunks: readonly HunkData[];
}

function Draft({ draft, hunks, write, keep }: DraftProps) {
  const move = (by: 1 | -1) => write({ ...draft, at: beside(hunks, draft.at, by) });
  return (
    <div className={styles['remark']} {...submitKeys(keep, () => write(null))}>
      <Field
        label={`Comment on line ${draft.at.line}${draft.at.side === 'old' ? ' as it was' : ''}`}
        lines={2}
        autoFocus
        value={draft.text}
        onChange={(text) => write({ ...draft, text })}
      />
      <div className={styles['actions']}>
        <Button kind="main" isDisabled={draft.text.trim() === ''} onPress={keep} shortcut="$mod+Enter">
          Keep
        </Button>
        <Button onPress={() => write(null)}>Cancel</Button>
        <Button kind="quiet" onPress={() => move(-1)}>
          Line above
        </Button>
        <Button kind="quiet" onPress={() => move(1)}>
          Line below
        </Button>
      </div>
    </div>
  );
}
