import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { submitKeys } from '../../ui/submit-keys.ts';
import { useKept } from '../../ui/use-kept.ts';
import styles from './NeedsYou.module.css';

interface TextFormProps {
  /** What is written is kept under this name until it is sent or cancelled: `answer q3`. */
  readonly name: string;
  readonly label: string;
  readonly verb: string;
  /** Gives undefined when it could not be sent. */
  readonly onSend: (text: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** A few lines and a verb. Ctrl-Enter sends, Escape closes. */
export function TextForm({ name, label, verb, onSend, onClose }: TextFormProps) {
  const [text, setText, end] = useKept(name, '');
  const isEmpty = text.trim() === '';
  const close = () => {
    end();
    onClose();
  };
  const send = async () => {
    if (!isEmpty && (await onSend(text)) !== undefined) close();
  };
  return (
    <div className={styles['form']} {...submitKeys(send, close)}>
      <Field label={label} lines={3} value={text} onChange={setText} autoFocus />
      <div className={styles['actions']}>
        <Button kind="main" isDisabled={isEmpty} onPress={() => void send()} shortcut="$mod+Enter">
          {verb}
        </Button>
        <Button onPress={close}>Cancel</Button>
      </div>
    </div>
  );
}
