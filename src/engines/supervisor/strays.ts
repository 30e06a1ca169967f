import type { PortableStore } from '../../store/port.ts';
import type { KeeperConnection } from './keeper-connection.ts';
import type { SupervisorPorts } from './ports.ts';
import type { Supervisor } from './supervisor.ts';

interface StraysOptions {
  readonly supervisor: Supervisor;
  readonly store: PortableStore;
  readonly connection: KeeperConnection;
  readonly log: SupervisorPorts['log'];
}

/** Ends children that no session is about any more: theirs was ended while no daemon was there. */
export async function sweepStrays({ supervisor, store, connection, log }: StraysOptions): Promise<void> {
  try {
    await supervisor.ready;
    const keeper = await connection.current();
    if (keeper === null) return;
    for (const { child, state } of await keeper.list()) {
      const session = await store.read((view) => view.get('session', child.replace(/-\d+$/, '')));
      if (session?.child === child || session?.state === 'starting') continue;
      log.warn('a process that belongs to no session was ended', { child });
      if (state === 'running') await keeper.signal(child, 'SIGKILL');
      else await keeper.forget(child);
    }
  } catch (error) {
    log.error('what earlier sessions left could not be swept', { error: String(error) });
  }
}
