import { Dialog } from '../../ui/Dialog.tsx';
import { Keys } from '../../ui/Key.tsx';
import { useOfferedKeys } from './Keys.tsx';
import styles from './KeysHelp.module.css';

/** Every key that does something here. */
export function KeysHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const shortcuts = useOfferedKeys();
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      <dl className={styles['keys']}>
        {shortcuts.map(({ keys, label }) => (
          <div key={`${keys} ${label}`}>
            <dt>
              <Keys of={keys} />
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
