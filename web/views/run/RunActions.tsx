import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { call } from '../../data/api.ts';
import { Menu } from '../../ui/Menu.tsx';
import type { RunShown } from './run-shown.ts';
import { CancelDialog } from './CancelDialog.tsx';
import { FixDialog } from './FixDialog.tsx';
import { RestartDialog } from './RestartDialog.tsx';
import styles from './Run.module.css';

const ended = new Set<RunShown['state']>(['completed', 'rejected', 'failed', 'cancelled', 'limited']);

/** What a person does to a run. */
export function RunActions({ run }: { readonly run: RunShown }) {
  const [open, setOpen] = useState<'fix' | 'restart' | 'cancel' | null>(null);
  const isOver = ended.has(run.state);
  const raise = useAction('record.priority', {
    done: () => `${run.id} has another priority.`,
    undo: () => call('record.priority', { id: run.id, priority: run.priority }),
  });
  const close = () => setOpen(null);
  useKeys([
    { keys: 'f', label: 'Follow up on the run', run: () => setOpen('fix') },
    { keys: 'Shift+R', label: 'Restart the run', run: () => setOpen('restart') },
    ...(isOver ? [] : [{ keys: 'Shift+X', label: 'Cancel the run', run: () => setOpen('cancel') }]),
  ]);
  return (
    <div className={styles['actions']}>
      <Menu
        label={`What to do with ${run.id}`}
        actions={[
          { id: 'fix', label: 'Follow up …', shortcut: 'f', run: () => setOpen('fix') },
          { id: 'restart', label: 'Restart …', shortcut: 'Shift+R', run: () => setOpen('restart') },
          ...(isOver
            ? []
            : [
                { id: 'up', label: 'Most urgent', run: () => raise.run({ id: run.id, priority: 10 }) },
                { id: 'down', label: 'Least urgent', run: () => raise.run({ id: run.id, priority: 1 }) },
                {
                  id: 'cancel',
                  label: 'Cancel …',
                  shortcut: 'Shift+X',
                  isDanger: true,
                  run: () => setOpen('cancel'),
                },
              ]),
        ]}
      >
        Do …
      </Menu>
      {open === 'fix' && <FixDialog run={run} onClose={close} />}
      {open === 'restart' && <RestartDialog run={run} onClose={close} />}
      {open === 'cancel' && <CancelDialog run={run} onClose={close} />}
    </div>
  );
}
