import type { NextInput } from './input.ts';
import { driverOf, type Life, signal } from './life.ts';
import { commit, step } from './steps.ts';

type Input = NonNullable<NextInput['all']>;

/** One input more for the program: a turn of its own, or a word in the running one. */
export function give(life: Life, input: Input): void {
  const { text, deliveries, messages, from, isOpening, hasNote, asides } = input;
  const { run } = life;
  const sends = run.sends + 1;
  const label = messages.length > 0 ? messages.join('+') : isOpening ? 'opening' : 'note';
  const id = `${label}#${sends}`;
  life.run = {
    ...run,
    sends,
    inputs: [
      ...run.inputs,
      { turn: id, deliveries, isOpening, asides, isAccepted: false, isDelivered: false },
    ],
    asides: [],
    lastGiven: life.redaction.value(text.slice(0, 2_000)),
    note: hasNote ? null : run.note,
    openedFor: isOpening ? life.record.agent : run.openedFor,
  };
  const entry = { type: 'sent', turn: id, from, messages, text, inputOffset: life.wire?.inputOffset ?? 0 };
  step(life, (protocol) => protocol.send({ id, text }), { drafts: [entry] });
}

/** The keeper has all the bytes of what was given. */
export function taken(life: Life): void {
  const open = life.run.inputs.filter(({ isDelivered }) => !isDelivered);
  if (open.length === 0 || life.isLeft) return;
  life.run = { ...life.run, inputs: life.run.inputs.map((one) => ({ ...one, isDelivered: true })) };
  const deliveries = open.flatMap((one) => one.deliveries);
  if (deliveries.length > 0) commit(life, [], [{ do: 'delivered', deliveries }]);
}

/** On behalf of so many interrupts that were asked for. Where there is nothing to ask by, the program ends with its turn. */
export function interrupt(life: Life, upTo: number, why: string): void {
  const hasProtocol = driverOf(life).capabilities.interrupts;
  life.run = { ...life.run, interrupting: upTo };
  if (!hasProtocol) life.run = { ...life.run, ending: 'it was interrupted' };
  step(life, (protocol) => protocol.interrupt(), { drafts: [{ type: 'interrupt', why }] });
  if (!hasProtocol) signal(life, 'SIGTERM');
}
