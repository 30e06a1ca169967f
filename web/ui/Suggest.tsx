import {
  Button as AriaButton,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components';
import styles from './Field.module.css';
import look from './Suggest.module.css';
import { visible } from './visible.ts';

interface SuggestProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** Known ones; any other may be written, too. */
  readonly options: readonly string[];
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
}

/** A line of text with the values that are known. */
export function Suggest({ label, hint, value, options, placeholder, onChange, ...rest }: SuggestProps) {
  return (
    <ComboBox
      {...rest}
      allowsCustomValue
      allowsEmptyCollection={false}
      inputValue={value}
      onInputChange={onChange}
      defaultItems={options.map((id) => ({ id }))}
      className={styles['field'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{visible(label)}</Label>
      <div className={look['entry']}>
        <Input className={styles['entry'] ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
        <AriaButton className={look['open'] ?? ''}>
          <span aria-hidden="true">▾</span>
        </AriaButton>
      </div>
      {hint !== undefined && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <Popover className={styles['popover'] ?? ''}>
        <ListBox className={styles['options'] ?? ''}>
          {({ id }: { readonly id: string }) => (
            <ListBoxItem id={id} textValue={id} className={styles['option'] ?? ''}>
              {visible(id)}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
