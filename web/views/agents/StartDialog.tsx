import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { useSubmitKeys } from '../../ui/submit-keys.ts';
import styles from './Agents.module.css';

/** Starts an agent that Shoal runs. */
export function StartDialog({ onClose }: { readonly onClose: () => void }) {
  const { data: config } = useRead('config.show', {});
  const profiles = (config?.profiles ?? []).map(({ name, harness }) => ({
    id: name,
    label: name === harness ? name : `${name} (${harness})`,
  }));
  const [chosen, setProfile] = useState<string | null>(null);
  const profile = chosen ?? config?.defaultProfile ?? profiles[0]?.id ?? '';
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [task, setTask] = useState('');
  const [isInWorktree, setIsInWorktree] = useState(false);
  const [, navigate] = useLocation();
  const { run, isPending } = useAction('session.start', {
    done: ({ agentName }) => `${agentName} was started.`,
  });
  const start = async (): Promise<void> => {
    if (isPending || profile === '') return;
    const session = await run({
      profile,
      ...given('text', text),
      ...given('name', name),
      ...given('task', task),
      ...(isInWorktree ? { worktree: true } : {}),
    });
    if (session === undefined) return;
    onClose();
    navigate(`/agents/${session.id}`);
  };
  return (
    <Dialog title="Start an agent" isOpen onClose={onClose}>
      <div className={styles['form']} {...useSubmitKeys(start, onClose)}>
        {profiles.length === 0 ? (
          <p>
            There is no profile yet. Write one under `profiles:` in shoal.yaml, or run{' '}
            <code>shoal config profile add</code>.
          </p>
        ) : (
          <Select label="Profile" value={profile} options={profiles} onChange={setProfile} />
        )}
        <Field
          label="First turn"
          hint="Without one it waits for a message."
          lines={5}
          value={text}
          onChange={setText}
          autoFocus
        />
        <Field label="Task" hint="Id or title of a task it is to work on." value={task} onChange={setTask} />
        <Field label="Name" hint="Without one it gets the next free." value={name} onChange={setName} />
        <Checkbox isSelected={isInWorktree} onChange={setIsInWorktree} className={styles['check'] ?? ''}>
          {({ isSelected }) => (
            <>
              <span aria-hidden="true" className={styles['box']}>
                {isSelected ? '✓' : ''}
              </span>{' '}
              In a git worktree of its own, even if its profile does not say so
            </>
          )}
        </Checkbox>
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind="main"
          isDisabled={isPending || profile === ''}
          onPress={() => void start()}
          shortcut="$mod+Enter"
        >
          Start
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function given<K extends string>(field: K, value: string): { readonly [key in K]?: string } {
  return value.trim() === '' ? {} : ({ [field]: value.trim() } as { readonly [key in K]?: string }); // of one key
}
