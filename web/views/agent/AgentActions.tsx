import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import styles from './Agent.module.css';
import { ForkDialog } from './ForkDialog.tsx';
import { KillConfirm } from './KillConfirm.tsx';
import { ResumeDialog } from './ResumeDialog.tsx';
import type { SessionShown, Subject } from './use-subject.ts';

/** In a turn: it can be interrupted. */
const inTurn: ReadonlySet<SessionShown['state']> = new Set(['working', 'waiting', 'suspect']);

/** Interrupt, kill, resume, fork: what fits the state. */
export function AgentActions({ agent, session }: Subject) {
  const [open, setOpen] = useState<'kill' | 'resume' | 'fork' | null>(null);
  const interrupt = useAction('session.interrupt', {
    done: ({ agentName }) => `${agentName} was interrupted.`,
  });
  const isEnded = session?.state === 'ended';
  const isInTurn = session !== null && inTurn.has(session.state);
  const isHere = agent !== null && agent.state !== 'gone' && !agent.human && !isEnded;
  const fork = () => setOpen('fork');
  const kill = () => setOpen('kill');
  const resume = () => setOpen('resume');
  const interruptIt = () => session !== null && interrupt.run({ session: session.id });
  useKeys([
    ...(isInTurn ? [{ keys: 'i', label: 'Interrupt this agent', run: interruptIt }] : []),
    ...(isHere ? [{ keys: 'Shift+K', label: 'Kill this agent …', run: kill }] : []),
    ...(isEnded ? [{ keys: 'Shift+R', label: 'Resume this session …', run: resume }] : []),
    ...(session === null ? [] : [{ keys: 'Shift+F', label: 'Fork this agent …', run: fork }]),
  ]);
  const close = (): void => setOpen(null);
  return (
    <div className={styles['actions']}>
      {isInTurn && (
        <Button onPress={() => void interruptIt()} isDisabled={interrupt.isPending} shortcut="i">
          {interrupt.isPending ? 'Interrupting …' : 'Interrupt'}
        </Button>
      )}
      {isEnded && (
        <Button kind="main" onPress={resume} shortcut="Shift+R">
          Resume …
        </Button>
      )}
      <Menu
        label="More to do with this agent"
        actions={[
          ...(session === null ? [] : [{ id: 'fork', label: 'Fork …', shortcut: 'Shift+F', run: fork }]),
          ...(isHere
            ? [{ id: 'kill', label: 'Kill …', shortcut: 'Shift+K', isDanger: true, run: kill }]
            : []),
        ]}
      />
      {agent !== null && (
        <KillConfirm agent={agent} session={session} isOpen={open === 'kill'} onClose={close} />
      )}
      {session !== null && open === 'resume' && <ResumeDialog session={session} onClose={close} />}
      {session !== null && open === 'fork' && <ForkDialog session={session} onClose={close} />}
    </div>
  );
}
