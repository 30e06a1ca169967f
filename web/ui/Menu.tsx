import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Button } from './Button.tsx';
import { Key } from './Key.tsx';
import styles from './Menu.module.css';
import { visible } from './visible.ts';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly shortcut?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => unknown;
}

type Actions = readonly MenuAction[] | (() => readonly MenuAction[]);

interface MenuProps {
  /** Of the button that opens it. */
  readonly label: string;
  readonly children?: React.ReactNode;
  /** A function is asked once the menu is open. */
  readonly actions: Actions;
}

/** A button with more to do behind it. */
export function Menu({ label, children = '⋯', actions }: MenuProps) {
  return (
    <MenuTrigger>
      <Button kind="quiet" aria-label={label}>
        {children}
      </Button>
      <Popover className={styles['popover'] ?? ''}>
        <Items of={actions} />
      </Popover>
    </MenuTrigger>
  );
}

/** By itself, because it is not there before the menu is open. */
function Items({ of }: { readonly of: Actions }) {
  return (
    <AriaMenu items={typeof of === 'function' ? of() : of} className={styles['menu'] ?? ''}>
      {(action) => (
        <MenuItem
          id={action.id}
          textValue={visible(action.label)}
          isDisabled={action.isDisabled ?? false}
          className={styles['item'] ?? ''}
          data-danger={action.isDanger || undefined}
          onAction={() => void action.run()}
        >
          {visible(action.label)}
          {action.shortcut !== undefined && <Key of={action.shortcut} />}
        </MenuItem>
      )}
    </AriaMenu>
  );
}
