import { Autocomplete, Input, Menu, MenuItem, SearchField, useFilter } from 'react-aria-components';
import { useLocation } from 'wouter';
import { Dialog } from '../../ui/Dialog.tsx';
import { Keys } from '../../ui/Key.tsx';
import { Line } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';
import { useOfferedKeys } from '../keys/Keys.tsx';
import menu from '../../ui/Menu.module.css';
import styles from './Palette.module.css';
import { useFound } from './found.ts';

/** Go anywhere, or do anything that is offered here, by its name. */
export function Palette({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog title="Search or do anything" isOpen={isOpen} onClose={onClose}>
      <Search onClose={onClose} />
    </Dialog>
  );
}

function Search({ onClose }: { readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const { contains } = useFilter({ sensitivity: 'base' });
  const shortcuts = useOfferedKeys().filter(({ isKeyOnly }) => isKeyOnly !== true);
  const { found, search } = useFound();
  const close = (then: () => unknown) => {
    onClose();
    void then();
  };
  return (
    <Autocomplete filter={(text, typed) => typed === '' || contains(text, typed)} onInputChange={search}>
      <SearchField aria-label="Search or do anything" autoFocus className={styles['search'] ?? ''}>
        <Input
          placeholder="A view, a task, an agent, a run, something to do"
          className={styles['input'] ?? ''}
        />
      </SearchField>
      <Menu
        aria-label="What was found"
        className={styles['list'] ?? ''}
        renderEmptyState={() => 'Nothing like that.'}
      >
        {shortcuts.map(({ keys, label, run }) => (
          <MenuItem
            key={`${keys} ${label}`}
            textValue={label}
            className={menu['item'] ?? ''}
            onAction={() => close(run)}
          >
            <span>{label}</span>
            <span>
              <Keys of={keys} />
            </span>
          </MenuItem>
        ))}
        {found.map(({ href, id, title, kind }) => (
          <MenuItem
            key={href}
            textValue={visible(`${id} ${title}`)}
            className={menu['item'] ?? ''}
            onAction={() => close(() => navigate(href))}
          >
            <span>
              <code>{visible(id)}</code> <Line of={title} />
            </span>
            <span className={styles['kind']}>{kind}</span>
          </MenuItem>
        ))}
      </Menu>
    </Autocomplete>
  );
}
