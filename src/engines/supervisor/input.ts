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
}

/** Shoal's own note first, then the opening, then what piled up, in order. */
export function nextInput(view: View, session: ByKind<'session'>, run: RunState): NextInput {
  const given = new Set([...run.inputs.flatMap(({ deliveries }) => deliveries), ...run.doubtful]);
  const opening = run.openedFor === session.agent ? null : session.opening;
  const mail = nextBatch(view, session.agent, given, 'all');
  const isRunning = mail !== null && run.turn !== null;
  const steer = isRunning ? nextBatch(view, session.agent, given, 'steer') : null;
  return {
    all: joined(run.note, opening, mail),
    steer: steer === null ? null : { ...steer, isOpening: false, hasNote: false },
    isUrgent: isRunning && isUrgentWaiting(view, session.agent, given),
  };
}

function joined(note: string | null, opening: string | null, mail: Batch | null): Input | null {
  if (note === null && opening === null && mail === null) return null;
  const parts = [
    ...(note === null ? [] : [noteBlock(note)]),
    ...(opening === null ? [] : [openingBlock(opening)]),
    mail?.text,
  ];
  return {
    deliveries: mail?.deliveries ?? [],
    messages: mail?.messages ?? [],
    from: [...(note === null ? [] : ['shoal']), ...(mail?.from ?? [])],
    text: parts.filter((part) => part !== undefined).join('\n\n'),
    isOpening: opening !== null,
    hasNote: note !== null,
  };
}
