import { Children } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';
import { Key } from './Key.tsx';
import { visible } from './visible.ts';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** main: what one most likely wants. danger: something is lost. quiet: without a border. Default: plain */
  readonly kind?: 'plain' | 'main' | 'danger' | 'quiet';
  /** The key that does the same, shown beside. */
  readonly shortcut?: string;
  readonly children: React.ReactNode;
}

export function Button({ kind = 'plain', shortcut, children, 'aria-label': label, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(label === undefined ? {} : { 'aria-label': visible(label) })}
      className={styles['button'] ?? ''}
      data-kind={kind}
    >
      {Children.map(children, (child) => (typeof child === 'string' ? visible(child) : child))}
      {shortcut !== undefined && <Key of={shortcut} />}
    </AriaButton>
  );
}
