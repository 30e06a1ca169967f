import { useState } from 'react';
import type { TaskRow } from '../../data/tasks.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Ask } from '../task/Ask.tsx';
import {
  assignedTo,
  cancelled,
  type Change,
  inQueue,
  type Progress,
  retried,
  withPriority,
  withTags,
} from './bulk.ts';
import styles from './BulkBar.module.css';
import { useBoard } from './context.ts';

interface BulkBarProps {
  readonly rows: readonly TaskRow[];
  /** How many the filter leaves. */
  readonly matching: number;
  readonly progress: Progress | null;
  readonly onChange: (change: Change) => void;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
  readonly onStop: () => void;
}

type Asking = 'queue' | 'tags' | 'assignee' | 'cancel';

/** What can be done with what is selected. */
export function BulkBar({ rows, matching, progress, onChange, onSelectAll, onClear, onStop }: BulkBarProps) {
  const [asking, ask] = useState<Asking | null>(null);
  const { valuesOf } = useBoard();
  const close = () => ask(null);
  const changing = (change: (text: string) => Change) => (text: string) => {
    close();
    onChange(change(text));
  };
  if (progress !== null) return <Running progress={progress} onStop={onStop} />;
  return (
    <div className={styles['bar']} role="toolbar" aria-label="With what is selected">
      <strong>{rows.length} selected</strong>
      {matching > rows.length && (
        <Button kind="quiet" onPress={onSelectAll}>
          Select all {matching}
        </Button>
      )}
      <Menu
        label="Priority of what is selected"
        actions={[10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((priority) => ({
          id: String(priority),
          label: `${priority}${words[priority] ?? ''}`,
          run: () => onChange(withPriority(priority)),
        }))}
      >
        Priority <span aria-hidden="true">▾</span>
      </Menu>
      <Button kind="quiet" onPress={() => ask('queue')}>
        Queue…
      </Button>
      <Button kind="quiet" onPress={() => ask('tags')}>
        Tags…
      </Button>
      <Button kind="quiet" onPress={() => ask('assignee')}>
        Assign…
      </Button>
      <Button kind="quiet" onPress={() => onChange(retried)}>
        Retry
      </Button>
      <Button kind="quiet" onPress={() => ask('cancel')}>
        Cancel…
      </Button>
      <Button kind="quiet" shortcut="Escape" onPress={onClear}>
        Clear
      </Button>
      <Ask
        title="Into which queue?"
        label="Queue"
        hint={asking === 'queue' ? hintOf(valuesOf('queue')) : ''}
        verb="Move"
        isOpen={asking === 'queue'}
        onClose={close}
        onAnswer={changing(inQueue)}
      />
      <Ask
        title="Which tags?"
        label="Tags"
        hint="slow adds a tag, -slow takes it away"
        verb="Tag"
        isOpen={asking === 'tags'}
        onClose={close}
        onAnswer={changing((text) => withTags(text.split(/[\s,]+/).filter((word) => word !== '')))}
      />
      <Ask
        title="Who alone may take them?"
        label="Agent"
        hint="A name, @role, or anyone"
        verb="Assign"
        isOpen={asking === 'assignee'}
        onClose={close}
        onAnswer={changing(assignedTo)}
      />
      <Confirm
        title={`Cancel ${rows.length} tasks?`}
        lost={<Lost rows={rows} />}
        verb="Cancel them"
        isOpen={asking === 'cancel'}
        onClose={close}
        onConfirm={() => onChange(cancelled)}
      />
    </div>
  );
}

function hintOf(queues: readonly (readonly [string, number])[]): string {
  if (queues.length < 2) return 'A new name makes a new queue';
  const named = queues.slice(0, 12).map(([queue]) => queue);
  return `There are: ${named.join(', ')}`;
}

const words: Readonly<Record<number, string>> = { 10: ' critical', 8: ' high', 5: ' normal', 3: ' low' };

function Lost({ rows }: { readonly rows: readonly TaskRow[] }) {
  const running = rows.filter(({ state }) => state === 'running').length;
  const tried = rows.filter(({ state, attempts }) => state !== 'running' && attempts > 0).length;
  return (
    <>
      {running > 0 && (
        <p>
          {running === 1 ? '1 of them runs' : `${running} of them run`}: who holds it loses it and its locks,
          and is told so. What was not committed may be lost.
        </p>
      )}
      <p>
        What was cancelled can be retried, with its attempts counted anew
        {tried > 0 && ` (${tried} ${tried === 1 ? 'has' : 'have'} been tried before)`}.
      </p>
    </>
  );
}

function Running({
  progress: { done, total },
  onStop,
}: {
  readonly progress: Progress;
  readonly onStop: () => void;
}) {
  return (
    <div className={styles['bar']} role="status">
      <progress value={done} max={total} aria-label="Progress" />
      {done} of {total} changed
      <Button kind="quiet" onPress={onStop}>
        Stop
      </Button>
    </div>
  );
}
