import { useState } from 'react';
import { useLocation } from 'wouter';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu, type MenuAction } from '../../ui/Menu.tsx';
import styles from './TaskActions.module.css';
import { TaskDialogs, type TaskDialog } from './TaskDialogs.tsx';
import type { Task } from './use-edit.ts';
import { useTaskActions } from './use-task-actions.ts';

/** What can be done with a task in the state that it is in. */
export function TaskActions({ task }: { readonly task: Task }) {
  const [, navigate] = useLocation();
  const [dialog, open] = useState<TaskDialog | null>(null);
  const { data: me } = useRead('agent.whoami', {});
  const actions = useTaskActions(task);
  const { state, holder, holderName } = task;
  const isMine = holder !== null && holder === me?.id;
  const isHeld = holder !== null && !isMine;
  const isOver = state === 'failed' || state === 'cancelled';
  const followUp = () => navigate(`/board?task=new&after=${task.id}`);
  useKeys([
    { keys: 'a', label: `Add a task that depends on ${task.id}`, run: followUp },
    { keys: 'c', label: `Note on ${task.id}`, run: () => open('note') },
    ...(isHeld ? [{ keys: 'm', label: `Message ${holderName ?? ''}`, run: () => open('message') }] : []),
  ]);
  const cancel = () => (state === 'running' || task.attempts > 0 ? open('cancel') : actions.cancel());
  const more: readonly (MenuAction | false)[] = [
    { id: 'follow', label: 'Add a task that depends on it', shortcut: 'a', run: followUp },
    state !== 'running' && { id: 'assign', label: 'Assign…', run: () => open('assign') },
    state === 'ready' && { id: 'claim', label: 'Take it yourself', run: actions.claim },
    isHeld && { id: 'steal', label: `Take it from ${holderName ?? 'its holder'}…`, run: () => open('steal') },
    isMine && { id: 'done', label: 'Done…', run: () => open('done') },
    isMine && { id: 'release', label: 'Give it back', run: actions.release },
    state === 'waiting' && { id: 'now', label: 'Wait no longer', run: actions.hurry },
    state !== 'done' &&
      state !== 'cancelled' && { id: 'cancel', label: 'Cancel it', isDanger: true, run: cancel },
  ];
  return (
    <div className={styles['actions']}>
      {isOver && (
        <Button kind="main" onPress={() => void actions.retry()}>
          Retry
        </Button>
      )}
      {isHeld && (
        <Button onPress={() => open('message')} shortcut="m">
          Message
        </Button>
      )}
      <Button onPress={() => open('note')} shortcut="c">
        Note
      </Button>
      <Menu label={`More to do with ${task.id}`} actions={more.filter((action) => action !== false)} />
      <TaskDialogs task={task} open={dialog} onClose={() => open(null)} actions={actions} />
    </div>
  );
}
