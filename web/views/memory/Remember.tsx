import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useSubmitKeys } from '../../ui/submit-keys.ts';

/** Something that a person knows. */
export function Remember() {
  const [isOpen, setIsOpen] = useState(false);
  useKeys([{ keys: 'n', label: 'Remember something', run: () => setIsOpen(true) }]);
  return (
    <>
      <Button onPress={() => setIsOpen(true)} shortcut="n">
        Remember
      </Button>
      <Dialog title="Remember" isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <Form onClose={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}

function Form({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [tags, setTags] = useState('');
  const { run, isPending } = useAction('memory.remember', { done: () => 'Kept.' });
  const isEmpty = text.trim() === '';
  const send = async () => {
    if (isEmpty) return;
    const words = tags.split(/[\s,#]+/).filter((one) => one !== '');
    const kept = await run({ text, ...(words.length === 0 ? {} : { tags: words }) });
    if (kept !== undefined) onClose();
  };
  return (
    <div {...useSubmitKeys(send, onClose)}>
      <Field label="What to know, in a sentence or two" lines={4} value={text} onChange={setText} autoFocus />
      <Field label="Tags" placeholder="tests database" value={tags} onChange={setTags} />
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind="main"
          isDisabled={isEmpty || isPending}
          onPress={() => void send()}
          shortcut="$mod+Enter"
        >
          Keep
        </Button>
      </DialogActions>
    </div>
  );
}
