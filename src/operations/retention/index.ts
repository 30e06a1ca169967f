import { type Kind, kindSpecs } from '../../domain/kinds.ts';
import type { ByKind, Transaction } from '../../store/port.ts';
import type { Context } from '../context.ts';
import type { Settings } from '../settings.ts';
import { createRemoveRun } from './remove-run.ts';
import { agentRule, lateRule, messageRule, requestRule, runRule, sessionRule } from './rules.ts';

/*
 * Law 15: what is over does not stay for ever. Of each kind the newest stay, whatever they are; an older record goes
 * unless something that is open refers to it. Any command does a bite of it now and then, so that it needs no daemon.
 */

type Limits = Pick<Context, 'settings'>;
type Is<K extends Kind> = (record: ByKind<K>) => boolean;
/** Whether something that is open refers to a record; made anew for each look. `isYoung`: it is among those that stay. */
type Rule<K extends Kind> = (tx: Transaction, isYoung: Is<K>) => Is<K>;
/** Returns how many records went. */
type Remove<K extends Kind> = (tx: Transaction, record: ByKind<K>) => number;

/** So many events from one look to the next: a command that need not look pays one read. */
const lookEvery = 256;
/** Records looked at, and about so many dropped, of one kind in one look. As many as can come until the next. */
const bite = 256;
/** Ids become old by so many at once: what is looked up for a whole look is looked up seldom. */
const step = 64;

const lastLook = 'retention';

/** The bite of a command that comes by. */
export function dropSometimes(tx: Transaction, context: Limits): number {
  const { lastSeq } = tx;
  const sinceLast = lastSeq - (tx.get('cursor', lastLook)?.ackedSeq ?? 0);
  // Fewer than none: the log of an import begins anew.
  if (sinceLast >= 0 && sinceLast < lookEvery) return 0;
  note(tx, lastLook, lastSeq);
  return dropOld(tx, context);
}

/** One bite of each kind; returns how many records went. */
export function dropOld(tx: Transaction, { settings }: Limits): number {
  return (
    drop(tx, settings, 'run', runRule, createRemoveRun()) +
    drop(tx, settings, 'session', sessionRule) +
    drop(tx, settings, 'agent', agentRule) +
    drop(tx, settings, 'request', requestRule) +
    drop(tx, settings, 'message', messageRule, removeMessage) +
    drop(tx, settings, 'late', lateRule)
  );
}

const limits = {
  session: 'sessionsKept',
  agent: 'agentsKept',
  request: 'requestsKept',
  message: 'messagesKept',
  run: 'runsKept',
  late: 'lateResultsKept',
} as const satisfies Partial<Record<Kind, keyof Settings>>;

function drop<K extends keyof typeof limits>(
  tx: Transaction,
  settings: Settings,
  kind: K,
  rule: Rule<K>,
  remove: Remove<K> = removeOne(kind),
): number {
  const last = oldUpTo(tx, kind, settings[limits[kind]]);
  if (last <= 0) return 0;
  const place = `${lastLook}:${kind}`;
  const before = tx.get('cursor', place)?.ackedSeq ?? 0;
  const after = before === 0 ? {} : { after: `${prefixOf(kind)}${before}` };
  const page = tx.list<K>(kind, { ...after, limit: bite });
  const old = page.filter(({ id }) => numberOf(kind, id) <= last);
  const isNeeded = rule(tx, ({ id }) => numberOf(kind, id) > last);
  let at = before;
  let removed = 0;
  for (const record of old) {
    if (removed >= bite) break;
    at = numberOf(kind, record.id);
    if (!isNeeded(record)) removed += remove(tx, record);
  }
  // What was needed is looked at again once all that is old has been.
  const isThrough = removed < bite && (old.length < page.length || page.length < bite);
  note(tx, place, isThrough ? 0 : at);
  return removed;
}

/** Number of the youngest that is not among the newest so many. */
function oldUpTo<K extends Kind>(tx: Transaction, kind: K, kept: number): number {
  const newest = tx.list<K>(kind, { newestFirst: true, limit: 1 })[0];
  return newest === undefined ? 0 : Math.floor((numberOf(kind, newest.id) - kept) / step) * step;
}

function removeOne<K extends keyof typeof limits>(kind: K): Remove<K> {
  return (tx, { id }) => {
    tx.remove(kind, id, { type: `${kind}.dropped` });
    return 1;
  };
}

/** With what is known of each recipient. */
function removeMessage(tx: Transaction, { id }: ByKind<'message'>): number {
  const deliveries = tx.list('delivery', { where: { message: id } });
  for (const delivery of deliveries) tx.remove('delivery', delivery.id, { type: 'delivery.dropped' });
  tx.remove('message', id, { type: 'message.dropped' });
  return deliveries.length + 1;
}

function note(tx: Transaction, id: string, ackedSeq: number): void {
  const known = tx.get('cursor', id);
  const type = 'cursor.moved';
  if (known === undefined) tx.create('cursor', { id, ackedSeq }, { type });
  else if (known.ackedSeq !== ackedSeq) tx.update('cursor', id, { ackedSeq }, { type });
}

function prefixOf(kind: Kind): string {
  return kindSpecs[kind].prefix ?? '';
}

function numberOf(kind: Kind, id: string): number {
  return Number(id.slice(prefixOf(kind).length));
}
