import type { ByKind, View } from '../../store/port.ts';
import { type Batch, isUrgentWaiting, nextBatch } from '../delivery/batch.ts';
import { noteBlock, openingBlock } from '../delivery/block.ts';
import type { RunState } from './run-state.ts';

/** What there is to give to a harness. */
export interface NextInput {
  /** For a turn of its own; null when there is nothing. */
  readonly all: Input | null;
  /** For the running turn; null when all that there is can wait. */
  readonly steer: Input | null;
  /** Something must not wait for the running turn's end. */
  readonly isUrgent: boolean;
}

interface Input extends Batch {
  readonly isOpening: boolean;
  readonly hasNote: boolean;
  readonly asides: readonly string[];
}

/** Shoal's own note first, then the opening, then what piled up, in order. */
export function nextInput(view: View, session: ByKind<'session'>, run: RunState): NextInput {
  const given = new Set([...run.inputs.flatMap(({ deliveries }) => deliveries), ...run.doubtful]);
  const opening = run.openedFor === session.agent ? null : session.opening;
  const mail = nextBatch(view, session.agent, given, 'all');
  const isRunning = mail !== null && run.turn !== null;
  const steer = isRunning ? nextBatch(view, session.agent, given, 'steer') : null;
  const { note, asides = [] } = run;
  const isBeginning = note !== null || opening !== null || mail !== null;
  const isSteering = run.turn !== null && (steer !== null || asides.length > 0);
  return {
    all: isBeginning ? joined({ asides, note, opening, mail }) : null,
    steer: isSteering ? joined({ asides, note: null, opening: null, mail: steer }) : null,
    isUrgent: isRunning && isUrgentWaiting(view, session.agent, given),
  };
}

interface Parts extends Pick<Input, 'asides'> {
  readonly note: string | null;
  readonly opening: string | null;
  readonly mail: Batch | null;
}

function joined({ asides, note, opening, mail }: Parts): Input {
  const notes = note === null ? asides : [...asides, note];
  const parts = [...notes.map(noteBlock), ...(opening === null ? [] : [openingBlock(opening)]), mail?.text];
  return {
    deliveries: mail?.deliveries ?? [],
    messages: mail?.messages ?? [],
    from: [...(notes.length === 0 ? [] : ['shoal']), ...(mail?.from ?? [])],
    text: parts.filter((part) => part !== undefined).join('\n\n'),
    isOpening: opening !== null,
    hasNote: note !== null,
    asides,
  };
}
