import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { submitKeys } from '../../ui/submit-keys.ts';
import styles from './NeedsYou.module.css';

interface TextFormProps {
  readonly label: string;
  readonly verb: string;
  readonly onSend: (text: string) => unknown;
  readonly onClose: () => void;
}

/** A few lines and a verb. Ctrl-Enter sends, Escape closes. */
export function TextForm({ label, verb, onSend, onClose }: TextFormProps) {
  const [text, setText] = useState('');
  const isEmpty = text.trim() === '';
  const send = () => (isEmpty ? undefined : onSend(text));
  return (
    <div className={styles['form']} {...submitKeys(send, onClose)}>
      <Field label={label} lines={3} value={text} onChange={setText} autoFocus />
      <div className={styles['actions']}>
        <Button kind="main" isDisabled={isEmpty} onPress={send} shortcut="$mod+Enter">
          {verb}
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </div>
  );
}
