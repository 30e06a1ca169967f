import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Key } from './Key.tsx';
import styles from './Button.module.css';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** main: what one most likely wants. danger: something is lost. quiet: without a border. Default: plain */
  readonly kind?: 'plain' | 'main' | 'danger' | 'quiet';
  /** The key that does the same, shown beside. */
  readonly shortcut?: string;
  readonly children: React.ReactNode;
}

export function Button({ kind = 'plain', shortcut, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={styles['button'] ?? ''} data-kind={kind}>
      {children}
      {shortcut !== undefined && <Key of={shortcut} />}
    </AriaButton>
  );
}
