import { Checkbox, CheckboxGroup, Label, Radio, RadioGroup } from 'react-aria-components';
import styles from './Choices.module.css';
import { visible } from './visible.ts';
import { Words as Spelled } from './Words.tsx';

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string | null;
}

interface ChoicesProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** More than one may be chosen. Default: false */
  readonly several?: boolean;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

/** One of a few, or some of them, all in sight. */
export function Choices({ label, choices, several = false, chosen, onChoose }: ChoicesProps) {
  if (several)
    return (
      <CheckboxGroup value={[...chosen]} onChange={onChoose} className={styles['group'] ?? ''}>
        <Label className={styles['label'] ?? ''}>{visible(label)}</Label>
        {choices.map((choice) => (
          <Checkbox key={choice.value} value={choice.value} className={styles['choice'] ?? ''}>
            <Words choice={choice} mark="☐" chosenMark="☑" />
          </Checkbox>
        ))}
      </CheckboxGroup>
    );
  return (
    <RadioGroup
      value={chosen[0] ?? null}
      onChange={(value) => onChoose([value])}
      className={styles['group'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{visible(label)}</Label>
      {choices.map((choice) => (
        <Radio key={choice.value} value={choice.value} className={styles['choice'] ?? ''}>
          <Words choice={choice} mark="○" chosenMark="◉" />
        </Radio>
      ))}
    </RadioGroup>
  );
}

interface WordsProps {
  readonly choice: Choice;
  readonly mark: string;
  readonly chosenMark: string;
}

function Words({ choice: { label, description }, mark, chosenMark }: WordsProps) {
  return (
    <>
      <span aria-hidden="true" className={styles['mark']} data-mark={mark} data-chosen-mark={chosenMark} />
      <span>
        <Spelled of={label} />
        {description !== undefined && description !== null && (
          <span className={styles['description']}>
            {' '}
            <Spelled of={description} />
          </span>
        )}
      </span>
    </>
  );
}
