import { useState } from 'react';
import { Button, Input, TextArea, TextField } from 'react-aria-components';
import { submitKeys } from '../../ui/submit-keys.ts';
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
  const [isBack, setIsBack] = useState(false);
  if (draft === null)
    return (
      <Button autoFocus={isBack} className={styles['value'] ?? ''} onPress={() => setDraft(value)}>
        {children}
        {lines === undefined && <span className="hidden-visually">(edit {label})</span>}
      </Button>
    );
  /** By a key, the keyboard stays where it was. */
  const leave = (isByKey: boolean) => {
    setIsBack(isByKey);
    setDraft(null);
  };
  const save = (isByKey: boolean) => {
    leave(isByKey);
    const text = draft.trim();
    if (text !== value.trim() && !(isNeeded && text === '')) void onSave(text);
  };
  return (
    <Entry
      label={label}
      draft={draft}
      lines={lines}
      onChange={setDraft}
      onSave={save}
      onLeave={() => leave(true)}
    />
  );
}

interface EntryProps {
  readonly label: string;
  readonly draft: string;
  readonly lines: number | undefined;
  readonly onChange: (draft: string) => void;
  readonly onSave: (isByKey: boolean) => void;
  readonly onLeave: () => void;
}

function Entry({ label, draft, lines, onChange, onSave, onLeave }: EntryProps) {
  const keys = submitKeys(() => onSave(true), onLeave);
  return (
    <div {...keys} className={styles['entry']}>
      <TextField
        aria-label={label}
        value={draft}
        onChange={onChange}
        autoFocus
        className={styles['entry'] ?? ''}
      >
        {lines === undefined ? (
          <Input
            className={styles['field'] ?? ''}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault(); // else the button that comes back is pressed by it
              onSave(true);
            }}
            onBlur={() => onSave(false)}
          />
        ) : (
          <>
            <TextArea rows={lines} className={styles['field'] ?? ''} />
            <span className={styles['actions']}>
              <Button className={styles['save'] ?? ''} onPress={() => onSave(true)}>
                Save
              </Button>
              <Button className={styles['value'] ?? ''} onPress={onLeave}>
                Leave it
              </Button>
            </span>
          </>
        )}
      </TextField>
    </div>
  );
}
