import { ShoalError } from '../../../domain/errors.ts';
import type { Pipeline, PipelineNode, RuntimeCheck } from '../../../domain/pipeline/definition.ts';
import type { Context } from '../../context.ts';

/** Whoever is missing is named before anything runs. */
export async function requireRuntimes(context: Context, { nodes }: Pipeline): Promise<void> {
  const check = await runtimeCheck(context);
  for (const { who, ...wanted } of Object.values(nodes).flatMap(wantedBy)) {
    const wrong = check(wanted);
    if (wrong === null) continue;
    const isInstalled = wrong.severity === 'error';
    throw new ShoalError('NOT_FOUND', `${who} ${isInstalled ? wrong.text : `${wrong.text}.`}`, {
      hint: isInstalled
        ? 'Name a harness, or a profile of shoal.yaml. Nothing was started.'
        : `Install it, or give ${who} another ${wanted.program === undefined ? 'runtime' : 'command'}. Nothing was started.`,
    });
  }
}

/** Of the harnesses and profiles of this workspace, and of the programs on this machine. */
export async function runtimeCheck(context: Context): Promise<RuntimeCheck> {
  const { profiles } = (await context.config()).read();
  const { harnesses } = context;
  return ({ runtime, program = '' }) => {
    const profile = runtime !== undefined && Object.hasOwn(profiles, runtime) ? profiles[runtime] : undefined;
    if (runtime !== undefined && profile === undefined)
      return {
        severity: 'error',
        text: `runs in "${runtime}", which is no harness and no profile; there are: ${Object.keys(profiles).join(', ')}`,
      };
    const needed = profile === undefined ? program : ((profile.command ?? [profile.harness])[0] ?? '');
    // Where one with a path lies depends on the directory of the run.
    if (needed === '' || /[\\/]/.test(needed) || harnesses.has(needed, context.place.tree)) return null;
    return { severity: 'warning', text: `needs ${needed}, which is not on PATH` };
  };
}

/** By a node, and by its gate. */
function wantedBy(
  node: PipelineNode,
): readonly { readonly who: string; readonly runtime?: string; readonly program?: string }[] {
  const { gate } = node;
  const judge = `the gate of ${node.id}`;
  return [
    ...(node.type === 'agent' ? [{ who: node.id, runtime: node.runtime }] : []),
    ...(gate?.type === 'llm' ? [{ who: judge, runtime: gate.runtime }] : []),
    ...(gate?.type === 'command' ? [{ who: judge, program: gate.command[0] ?? '' }] : []),
  ];
}
