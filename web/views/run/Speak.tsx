import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { submitKeys } from '../../ui/submit-keys.ts';
import styles from './Run.module.css';

interface SpeakProps {
  readonly run: string;
  /** Of the session. */
  readonly node: string;
}

/** A turn of one's own in a session that goes on. */
export function Speak({ run, node }: SpeakProps) {
  const [text, setText] = useState('');
  const { run: say, isPending } = useAction('run.answer', {
    done: () => 'Said; they hear it with their next turn.',
  });
  const isReady = text.trim() !== '' && !isPending;
  const send = async () => {
    if (isReady && (await say({ id: run, text, session: node })) !== undefined) setText('');
  };
  return (
    <div className={styles['speak']} {...submitKeys(send, () => setText(''))}>
      <Field label="Say something in this session" lines={2} value={text} onChange={setText} />
      <Button isDisabled={!isReady} onPress={() => void send()} shortcut="$mod+Enter">
        Say
      </Button>
    </div>
  );
}
