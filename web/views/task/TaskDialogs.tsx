import { useState } from 'react';
import { Check } from '../../ui/Check.tsx';
import { Ask } from './Ask.tsx';
import type { Task } from './use-edit.ts';
import type { TaskActionsOf } from './use-task-actions.ts';

export type TaskDialog = 'note' | 'message' | 'assign' | 'steal' | 'done' | 'cancel';

interface TaskDialogsProps {
  readonly task: Task;
  readonly open: TaskDialog | null;
  readonly onClose: () => void;
  readonly actions: TaskActionsOf;
}

/** What must be said before something is done with a task. */
export function TaskDialogs({ task, open, onClose, actions }: TaskDialogsProps) {
  const holder = task.holderName ?? 'its holder';
  const asking = (dialog: TaskDialog, act: (text: string) => unknown) => ({
    isOpen: open === dialog,
    onClose,
    onAnswer: (text: string) => {
      onClose();
      return act(text);
    },
  });
  return (
    <>
      <Ask
        title={`Note on ${task.id}`}
        label="Note"
        hint="For whoever works on it: shown with the task"
        verb="Note it"
        lines={4}
        {...asking('note', actions.note)}
      />
      <Ask
        title={`Message ${holder}`}
        label="Message"
        hint="It reads it with its next turn or after its next tool"
        verb="Send"
        lines={4}
        {...asking('message', actions.message)}
      />
      <Ask
        title={`Who alone may take ${task.id}?`}
        label="Agent"
        hint="A name, @role, or anyone"
        verb="Assign"
        {...asking('assign', actions.assign)}
      />
      <Ask
        title={`${task.id} is done`}
        label="What was done"
        hint="For whoever builds on it"
        verb="Done"
        lines={4}
        {...asking('done', actions.done)}
      />
      <Ask
        title={`Cancel ${task.id}?`}
        label="Why"
        verb="Cancel it"
        isDanger
        {...asking('cancel', actions.cancel)}
      >
        <p>
          {task.state === 'running' &&
            `${holder} loses it and its locks, and is told why. What it has not committed may be lost. `}
          It can be retried later; its {task.attempts} {task.attempts === 1 ? 'attempt is' : 'attempts are'}{' '}
          then counted anew.
        </p>
      </Ask>
      <Steal task={task} isOpen={open === 'steal'} onClose={onClose} actions={actions} />
    </>
  );
}

interface StealProps extends Omit<TaskDialogsProps, 'open'> {
  readonly isOpen: boolean;
}

function Steal({ task, isOpen, onClose, actions }: StealProps) {
  const [isKept, setIsKept] = useState(false);
  const holder = task.holderName ?? 'its holder';
  return (
    <Ask
      title={`Take ${task.id} from ${holder}?`}
      label="Why"
      hint={`${holder} reads it`}
      verb="Take it"
      isDanger
      isOpen={isOpen}
      onClose={onClose}
      onAnswer={(reason) => {
        onClose();
        return actions.steal(reason, isKept);
      }}
    >
      <p>
        {holder} loses it and its locks; what it still sends changes nothing, and is kept with the task. What
        it has not committed may be lost. Then another can claim it.
      </p>
      <Check isSelected={isKept} onChange={setIsKept}>
        I keep it myself
      </Check>
    </Ask>
  );
}
