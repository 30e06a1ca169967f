import { ShoalError } from '../../../domain/errors.ts';
import type { Context } from '../../context.ts';
import type { PipelineFile } from '../../ports.ts';

/** Throws NOT_ALLOWED for what was pulled, or has changed since a person agreed to it. */
export async function requireAccepted(context: Context, file: PipelineFile): Promise<void> {
  const pipelines = await context.pipelines();
  if (!Object.hasOwn(pipelines.pinned(), file.name)) return;
  if (pipelines.isAccepted(pipelines.fingerprint(file))) return;
  throw new ShoalError(
    'NOT_ALLOWED',
    `${file.name} was pulled, and no person has agreed to it as it is now.`,
    {
      hint: `See what it runs and agree: \`shoal pipeline accept ${file.name}\`, at a terminal that no agent has started.`,
    },
  );
}
