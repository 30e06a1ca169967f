import { ShoalError } from '../../../domain/errors.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/harness.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { HarnessFile } from '../../ports.ts';

type Input = InputOf<typeof contracts.harnessSetup>;
type Output = OutputOf<typeof contracts.harnessSetup>;

const names = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;

export const setup: Handler<Input, Output> = async (context, input) => {
  refuseContradictions(input);
  if (context.files.find() === null) {
    throw new ShoalError('NO_WORKSPACE', 'There is no workspace here to set up.', {
      hint: 'Make one first: `shoal init`.',
    });
  }
  const chosen = await choose(context, input);
  if (input.check === true) return check(context, chosen);
  const planned = await context.harnesses.plan(chosen, input.remove === true);
  const written = planned.length > 0 && input.print !== true && (await isAgreed(context, input, planned));
  if (written) await context.harnesses.apply(planned);
  return {
    ok: true,
    written,
    files: planned.map(toFile),
    harnesses: written && input.remove !== true ? await reports(context, chosen) : [],
  };
};

function refuseContradictions({ print, check: checks, remove }: Input): void {
  if (
    [print, checks].filter((flag) => flag === true).length + (checks === true && remove === true ? 1 : 0) <=
    1
  )
    return;
  throw new ShoalError('USAGE', '--check changes nothing: it goes with neither --print nor --remove.', {
    hint: 'Try `shoal setup --check`.',
  });
}

/** As named; else those found, and what is set up already; to remove, those that are set up. */
async function choose(context: Context, input: Input): Promise<readonly string[]> {
  const named = input.all === true ? names : names.filter((name) => input[name] === true);
  if (named.length > 0) return named;
  const setUp = await context.harnesses.setUp();
  const found = input.remove === true ? [] : context.harnesses.found();
  const chosen = names.filter((name) => setUp.includes(name) || found.includes(name));
  if (chosen.length > 0) return chosen;
  if (input.remove === true) return names;
  throw new ShoalError('NOT_FOUND', `None of ${names.join(', ')} is on PATH.`, {
    hint: `Install one, or name those that others use: \`shoal setup --${names[0]}\`, \`shoal setup --all\`.`,
  });
}

/** Nobody is asked without a terminal, or with -y: the changes are in the answer. */
async function isAgreed(
  { person }: Context,
  { yes, remove }: Input,
  planned: readonly HarnessFile[],
): Promise<boolean> {
  if (yes === true) return true;
  const diffs = planned.map(({ diff }) => diff).join('\n');
  const question = `${remove === true ? 'Take this out of' : 'Write this to'} ${planned.length} file${planned.length === 1 ? '' : 's'}?`;
  return (await person.confirm(diffs, question)) ?? true;
}

async function check(context: Context, chosen: readonly string[]): Promise<Output> {
  const harnesses = await reports(context, chosen);
  return {
    ok: harnesses.every(({ hooksActive }) => hooksActive !== false),
    written: false,
    files: [],
    harnesses,
  };
}

async function reports(context: Context, chosen: readonly string[]): Promise<Output['harnesses']> {
  const all = await context.harnesses.report();
  return all.filter(({ name }) => chosen.includes(name));
}

function toFile({ path, before, after, diff }: HarnessFile): Output['files'][number] {
  return { path, change: before === null ? 'create' : after === null ? 'delete' : 'update', diff };
}
