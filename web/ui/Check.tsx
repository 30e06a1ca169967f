import { Checkbox } from 'react-aria-components';
import styles from './Choices.module.css';

interface CheckProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: React.ReactNode;
}

/** One thing that is so or not. */
export function Check({ isSelected, onChange, children }: CheckProps) {
  return (
    <Checkbox isSelected={isSelected} onChange={onChange} className={styles['choice'] ?? ''}>
      <span aria-hidden="true" className={styles['mark']} data-mark="☐" data-chosen-mark="☑" />
      <span>{children}</span>
    </Checkbox>
  );
}
