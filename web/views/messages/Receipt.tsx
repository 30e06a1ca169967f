import type { Tone } from '../../ui/state.tsx';
import { State } from '../../ui/state.tsx';
import type { Message } from './message.ts';

type Delivery = Message['deliveries'][number];

/** The least far of them says how far the message is. */
const order = ['expired', 'queued', 'delivered', 'seen', 'answered'] as const;
const tones: Readonly<Record<Delivery['state'], Tone>> = {
  expired: 'failed',
  queued: 'parked',
  delivered: 'working',
  seen: 'done',
  answered: 'done',
};

export function Receipt({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const least = order.find((state) => deliveries.some((one) => one.state === state));
  if (least === undefined) return null;
  const there = deliveries.filter(({ state }) => state === least).length;
  const word = deliveries.length === 1 ? least : `${least} ${there}/${deliveries.length}`;
  return <State state={least} tone={tones[least]} word={word} />;
}

export function receiptTone(state: Delivery['state']): Tone {
  return tones[state];
}
