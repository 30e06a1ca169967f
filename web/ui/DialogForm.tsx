import { Form } from 'react-aria-components';
import { Button } from './Button.tsx';
import { DialogActions } from './Dialog.tsx';
import styles from './Dialog.module.css';
import { submitKeys } from './submit-keys.ts';

interface DialogFormProps {
  /** Of the button that sends it. */
  readonly verb: string;
  /** danger: something is lost. Default: main */
  readonly kind?: 'main' | 'danger';
  /** Of the button that closes the dialog. Default: Cancel */
  readonly cancel?: string;
  /** It can be sent: what is needed is there, and it is not on its way. Default: true */
  readonly isReady?: boolean;
  /** Beside the buttons: how far it is. */
  readonly status?: React.ReactNode;
  readonly onSend: () => unknown;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

/** What a dialog asks for. Enter in a line sends it, Ctrl-Enter from anywhere. */
export function DialogForm(props: DialogFormProps) {
  const { verb, kind = 'main', cancel = 'Cancel', isReady = true, status, onSend, onClose, children } = props;
  const send = () => (isReady ? onSend() : undefined);
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      {...submitKeys(send, onClose)}
    >
      {children}
      <DialogActions>
        {status}
        <Button onPress={onClose}>{cancel}</Button>
        <Button type="submit" kind={kind} isDisabled={!isReady} shortcut="$mod+Enter">
          {verb}
        </Button>
      </DialogActions>
    </Form>
  );
}
