import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './Dialog.module.css';
import { visible } from './visible.ts';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
  /** alertdialog: what is asked must be answered. Default: dialog */
  readonly role?: 'dialog' | 'alertdialog';
  readonly isWide?: boolean;
}

/** Only for what must be answered before anything else; what is selected is shown beside the list instead. */
export function Dialog({ title, isOpen, onClose, children, role = 'dialog', isWide = false }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles['overlay'] ?? ''}
    >
      <Modal className={styles['modal'] ?? ''} data-wide={isWide || undefined}>
        <AriaDialog role={role} className={styles['dialog'] ?? ''}>
          <Heading slot="title" className={styles['title'] ?? ''}>
            {visible(title)}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The buttons of a dialog, in a row at its end. */
export function DialogActions({ children }: { readonly children: React.ReactNode }) {
  return <div className={styles['actions']}>{children}</div>;
}
