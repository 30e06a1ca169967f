import { useRef, useState } from 'react';
import { Button, Input, TextArea, TextField } from 'react-aria-components';
import { useSubmitKeys } from '../../ui/submit-keys.ts';
import styles from './Editable.module.css';

interface EditableProps {
  readonly label: string;
  /** As it is written in the field. */
  readonly value: string;
  /** As it is shown; what it is now, or that it is nothing. */
  readonly children: React.ReactNode;
  readonly onSave: (value: string) => unknown;
  /** Lines of the field. Default: 1 */
  readonly lines?: number;
  /** A title and the like may not be empty. Default: false */
  readonly isNeeded?: boolean;
}

/** A value that becomes a field when it is pressed. Enter saves, Escape leaves it as it was. */
export function Editable({ label, value, children, onSave, lines, isNeeded = false }: EditableProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  if (draft === null)
    return (
      <Button
        ref={opener}
        aria-label={`Edit ${label}`}
        className={styles['value'] ?? ''}
        onPress={() => setDraft(value)}
      >
        {children}
      </Button>
    );
  const leave = () => setDraft(null);
  const save = () => {
    leave();
    const text = draft.trim();
    if (text !== value.trim() && !(isNeeded && text === '')) void onSave(text);
  };
  return (
    <Entry label={label} draft={draft} lines={lines} onChange={setDraft} onSave={save} onLeave={leave} />
  );
}

interface EntryProps {
  readonly label: string;
  readonly draft: string;
  readonly lines: number | undefined;
  readonly onChange: (draft: string) => void;
  readonly onSave: () => void;
  readonly onLeave: () => void;
}

function Entry({ label, draft, lines, onChange, onSave, onLeave }: EntryProps) {
  const keys = useSubmitKeys(onSave, onLeave);
  return (
    <TextField
      aria-label={label}
      value={draft}
      onChange={onChange}
      autoFocus
      className={styles['entry'] ?? ''}
      {...keys}
    >
      {lines === undefined ? (
        <Input
          className={styles['field'] ?? ''}
          onKeyDown={({ key }) => key === 'Enter' && onSave()}
          onBlur={onSave}
        />
      ) : (
        <>
          <TextArea rows={lines} className={styles['field'] ?? ''} />
          <span className={styles['actions']}>
            <Button className={styles['save'] ?? ''} onPress={onSave}>
              Save
            </Button>
            <Button className={styles['value'] ?? ''} onPress={onLeave}>
              Leave it
            </Button>
          </span>
        </>
      )}
    </TextField>
  );
}
