import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import styles from './Ask.module.css';

interface AskProps {
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  /** Of the button. */
  readonly verb: string;
  readonly isDanger?: boolean;
  readonly lines?: number;
  /** What is lost, and the like. */
  readonly children?: React.ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onAnswer: (text: string) => unknown;
}

/** Asks for one text before something is done. */
export function Ask({ title, isOpen, onClose, ...rest }: AskProps) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <AskForm {...rest} onClose={onClose} />
    </Dialog>
  );
}

function AskForm({
  label,
  hint,
  verb,
  isDanger = false,
  lines,
  children,
  onClose,
  onAnswer,
}: Omit<AskProps, 'title' | 'isOpen'>) {
  const [text, setText] = useState('');
  const isBlank = text.trim() === '';
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBlank) void onAnswer(text.trim());
      }}
    >
      {children}
      <Field
        label={label}
        value={text}
        onChange={setText}
        autoFocus
        {...(hint === undefined ? {} : { hint })}
        {...(lines === undefined ? {} : { lines })}
      />
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" kind={isDanger ? 'danger' : 'main'} isDisabled={isBlank}>
          {verb}
        </Button>
      </DialogActions>
    </Form>
  );
}
