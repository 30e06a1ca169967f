import { ShoalError } from '../../../domain/errors.ts';
import type { Profile } from '../../../domain/profile.ts';
import type { ByKind } from '../../../store/port.ts';
import { command } from '../../command.ts';
import { once } from '../../once.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/session.ts';
import type { InputOf } from '../../define.ts';
import type { Place } from '../../ports.ts';
import { findTask } from '../../lookup.ts';
import { sweepDead } from '../../sweep.ts';
import { createSession } from './create.ts';
import { requireMayStart } from './permission.ts';
import { requireProgram } from './program.ts';
import { type SessionObject, toSession } from './present.ts';

type Input = InputOf<typeof contracts.sessionStart>;

/** Writes what is wanted; the daemon, which watches the log, starts it. */
export const start: Handler<Input, SessionObject> = async (context, input) => {
  const profile = await profileFor(context, input);
  requireProgram(context, profile, directoryOf(context.place));
  const tokenOf = await context.agentTokens();
  return command(context, (tx, caller) =>
    once(tx, context, { operation: 'session.start', actor: caller.agent?.id ?? null, key: input.key }, () => {
      sweepDead(tx, context);
      requireMayStart(tx, context, caller, profile);
      const task = input.task === undefined ? null : findTask(tx, input.task);
      const session = createSession(tx, context, tokenOf, {
        profile,
        name: input.name,
        parent: caller.agent?.id ?? null,
        opening: openingOf(input.text, task),
        directory: directoryOf(context.place),
        task: task?.id ?? null,
      });
      return toSession(tx, session);
    }),
  );
};

async function profileFor(context: Context, { profile: asked, worktree }: Input): Promise<Profile> {
  const { profiles, defaultProfile, problems } = (await context.config()).read();
  const name = asked ?? defaultProfile;
  const found = name === null ? undefined : profiles[name];
  if (found !== undefined) return { ...found, worktree: worktree ?? found.worktree };
  if (problems.length > 0) throw notInForce(name, problems);
  const known = Object.keys(profiles);
  throw new ShoalError(
    'NOT_FOUND',
    name === null ? 'No profile was named, and there is no default one.' : `There is no profile "${name}".`,
    {
      hint:
        known.length > 0
          ? `There are: ${known.join(', ')}. Add one with \`shoal config profile add\`.`
          : 'Add one with `shoal config profile add`, or write `profiles:` in shoal.yaml.',
      details: { candidates: known },
    },
  );
}

/** Whoever wrote the profile just now looks for the mistake where it is. */
function notInForce(name: string | null, problems: readonly string[]): ShoalError {
  const which = name === null ? 'There is no default profile' : `There is no profile "${name}"`;
  return new ShoalError('NOT_FOUND', `${which} in force: shoal.yaml has a problem. ${problems[0]}`, {
    hint: 'Put it right; `shoal config check` says all that is wrong.',
    details: { problems },
  });
}

/** The workspace; the checkout that the caller stands in when that is another one. */
function directoryOf({ root, tree }: Place): string {
  return root === tree || root.startsWith(`${tree}/`) ? root : tree;
}

function openingOf(text: string | undefined, task: ByKind<'task'> | null): string | null {
  if (task === null) return text ?? null;
  const about = [
    `Your task is ${task.id}: ${task.title}`,
    ...(task.description === null ? [] : [task.description]),
  ];
  const how = `Take it with \`shoal claim ${task.id}\`, and say \`shoal done --summary "…"\` or \`shoal fail --reason "…"\` at its end.`;
  return [...about, how, ...(text === undefined ? [] : [text])].join('\n\n');
}
