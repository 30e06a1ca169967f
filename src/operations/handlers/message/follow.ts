import type { Transaction } from '../../../store/port.ts';

/** Posting on a topic and reading it follow it: what is posted later is delivered. */
export function follow(tx: Transaction, topic: string, agent: string): void {
  const id = `${topic}:${agent}`;
  if (tx.get('follow', id) !== undefined) return;
  tx.create('follow', { id, topic, agent, createdAt: tx.now }, { type: 'topic.followed', agent });
}
