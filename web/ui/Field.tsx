import {
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Button as AriaButton,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import styles from './Field.module.css';
import { visible } from './visible.ts';
import { Words } from './Words.tsx';

interface FieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  /** The label is read out and not shown. */
  readonly isLabelHidden?: boolean;
  readonly hint?: string;
  readonly error?: string;
  readonly placeholder?: string;
  /** More than one line: so many to begin with. */
  readonly lines?: number;
  readonly isMono?: boolean;
}

export function Field({
  label,
  isLabelHidden,
  hint,
  error,
  placeholder,
  lines,
  isMono,
  ...rest
}: FieldProps) {
  const entry = {
    className: styles['entry'] ?? '',
    'data-mono': isMono || undefined,
    ...(placeholder === undefined ? {} : { placeholder: visible(placeholder) }),
  };
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={styles['field'] ?? ''}>
      <Label className={isLabelHidden === true ? 'hidden-visually' : (styles['label'] ?? '')}>
        {visible(label)}
      </Label>
      {lines === undefined ? <Input {...entry} /> : <TextArea {...entry} rows={lines} />}
      {hint !== undefined && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          <Words of={hint} />
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: T;
  readonly options: readonly { readonly id: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

export function Select<T extends string>({ label, isLabelHidden, value, options, onChange }: SelectProps<T>) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
      className={styles['field'] ?? ''}
    >
      <Label className={isLabelHidden === true ? 'hidden-visually' : (styles['label'] ?? '')}>
        {visible(label)}
      </Label>
      <AriaButton className={styles['entry'] ?? ''}>
        <SelectValue /> <span aria-hidden="true">▾</span>
      </AriaButton>
      <Popover className={styles['popover'] ?? ''}>
        <ListBox items={options} className={styles['options'] ?? ''}>
          {({ id, label: text }) => (
            <ListBoxItem id={id} textValue={visible(text)} className={styles['option'] ?? ''}>
              {visible(text)}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
