import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { submitKeys } from '../../ui/submit-keys.ts';
import { useKept } from '../../ui/use-kept.ts';
import styles from './Agent.module.css';
import type { Subject } from './use-subject.ts';

/** What one says to it: with its next turn, or now; an ended session goes on with it. */
export function Composer({ agent, session }: Subject) {
  const [text, setText, end] = useKept(`to ${agent?.id ?? session?.agent ?? ''}`, '');
  const send = useAction('message.send', { done: ({ id, to }) => `${id} was sent to ${to}.` });
  const resume = useAction('session.resume', { done: ({ agentName }) => `${agentName} goes on.` });
  const isEnded = session?.state === 'ended';
  const isEmpty = text.trim() === '';
  const isPending = send.isPending || resume.isPending;
  const say = async (priority: 'now' | 'next'): Promise<void> => {
    if (isEmpty || isPending) return;
    const said = isEnded
      ? await resume.run({ session: session.id, text })
      : await send.run({ text, to: [agent?.name ?? ''], priority });
    if (said !== undefined) end();
  };
  useKeys([
    {
      keys: 'm',
      label: 'Write to this agent',
      run: () => document.querySelector<HTMLElement>('#say')?.focus(),
    },
  ]);
  if (!isEnded && (agent === null || agent.state === 'gone' || agent.human)) return null;
  const name = agent?.name ?? session?.agentName ?? '';
  return (
    <div className={styles['composer']} {...submitKeys(() => say('next'), leave)}>
      <Field
        id="say"
        label={`Message to ${name}`}
        isLabelHidden
        placeholder={isEnded ? `Go on with ${name} …` : `Message to ${name} …`}
        lines={2}
        value={text}
        onChange={setText}
      />
      <div className={styles['send']}>
        {isEnded ? (
          <Button
            kind="main"
            isDisabled={isEmpty || isPending}
            onPress={() => void say('next')}
            shortcut="$mod+Enter"
          >
            Resume with this
          </Button>
        ) : (
          <>
            <Button
              kind="main"
              isDisabled={isEmpty || isPending}
              onPress={() => void say('next')}
              shortcut="$mod+Enter"
            >
              Send, next turn
            </Button>
            <Button isDisabled={isEmpty || isPending} onPress={() => void say('now')}>
              Send now
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function leave(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
