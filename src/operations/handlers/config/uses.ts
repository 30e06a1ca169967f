import { ShoalError } from '../../../domain/errors.ts';
import type { View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import type { Config } from '../../ports.ts';

/** Throws CONFLICT and says who uses it, for a profile or queue that is not to be removed yet. */
export async function requireUnused(context: Context, path: readonly string[]): Promise<void> {
  const [section, name] = path;
  if (path.length !== 2 || name === undefined) return;
  const config = (await context.config()).read();
  const users = await context.store.read((view) => usersOf(view, config, section ?? '', name));
  if (users.length === 0) return;
  throw new ShoalError('CONFLICT', `${path.join('.')} is in use: ${users.join('; ')}.`, {
    hint: section === 'profiles' ? 'Give those another profile first.' : 'Let its tasks end, or cancel them.',
    details: { users },
  });
}

function usersOf(view: View, config: Config, section: string, name: string): readonly string[] {
  switch (section) {
    case 'profiles':
      return [...namesOf(config, name), ...sessionsOf(view, (session) => session.profile.name === name)];
    case 'queues':
      return [...openTasks(view, name), ...sessionsOf(view, (session) => session.queue === name)];
    default:
      return [];
  }
}

function namesOf({ defaultProfile, queues, policies }: Config, name: string): readonly string[] {
  return [
    ...(defaultProfile === name ? ['it is the default profile'] : []),
    ...Object.values(queues).flatMap((queue) => (queue.profile === name ? [`queue ${queue.name}`] : [])),
    ...policies.flatMap((rule, index) => (rule.profile === name ? [`policy ${index + 1}`] : [])),
  ];
}

function sessionsOf(
  view: View,
  isUser: (session: { profile: { name: string }; queue: string | null }) => boolean,
): readonly string[] {
  return view
    .list('session', { where: { wanted: 'running' } })
    .filter(isUser)
    .map(({ id, agent }) => `session ${id} (${view.get('agent', agent)?.name ?? agent})`);
}

const shownMax = 5;

function openTasks(view: View, queue: string): readonly string[] {
  return ['ready', 'running', 'waiting', 'blocked']
    .flatMap((state) => view.list('task', { where: { queue, state }, limit: shownMax }))
    .slice(0, shownMax)
    .map(({ id, state }) => `task ${id} (${state})`);
}
