import { useState } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';

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
  return (
    <DialogForm
      verb={verb}
      kind={isDanger ? 'danger' : 'main'}
      isReady={text.trim() !== ''}
      onSend={() => onAnswer(text.trim())}
      onClose={onClose}
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
    </DialogForm>
  );
}
