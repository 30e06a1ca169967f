import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { Field } from '../../ui/Field.tsx';

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
  const send = async () => {
    const words = tags.split(/[\s,#]+/).filter((one) => one !== '');
    const kept = await run({ text, ...(words.length === 0 ? {} : { tags: words }) });
    if (kept !== undefined) onClose();
  };
  return (
    <DialogForm verb="Keep" isReady={text.trim() !== '' && !isPending} onSend={send} onClose={onClose}>
      <Field label="What to know, in a sentence or two" lines={4} value={text} onChange={setText} autoFocus />
      <Field label="Tags" placeholder="tests database" value={tags} onChange={setTags} />
    </DialogForm>
  );
}
