import { useAction } from '../../data/actions.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Line } from '../../ui/Text.tsx';
import type { AgentRow, SessionShown } from './use-subject.ts';

interface KillConfirmProps {
  readonly agent: AgentRow;
  readonly session: SessionShown | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Says what is lost with it, and what is not. */
export function KillConfirm({ agent, session, isOpen, onClose }: KillConfirmProps) {
  const kill = useAction('agent.kill', {
    done: ([killed]) =>
      killed === undefined ? 'Nothing was running.' : `${killed.name}: ${killed.outcome}.`,
  });
  const directory = session?.directory ?? agent.directory;
  return (
    <Confirm
      title={`Kill ${agent.name}?`}
      verb="Kill"
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => kill.run({ name: agent.id })}
      lost={
        <>
          <p>Its program and all that it started end now, in the middle of what they do.</p>
          {agent.task !== null && (
            <p>
              Its task {agent.task} <Line of={agent.taskTitle ?? ''} /> goes back: somebody else may take it.
            </p>
          )}
          {agent.locks.length > 0 && (
            <p>{agent.locks.length === 1 ? 'Its lock is' : `Its ${agent.locks.length} locks are`} free.</p>
          )}
          <p>
            What it has changed and not committed stays where it is
            {directory === null ? (
              ''
            ) : (
              <>
                : <Line of={directory} />
              </>
            )}
            .{session !== null && ' Its session can be resumed.'}
          </p>
        </>
      }
    />
  );
}
