import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ShoalError } from '../../domain/errors.ts';
import type { PinnedPipeline } from '../../operations/ports.ts';
import { exclusively } from '../config/exclusive.ts';
import { replaceFile } from '../config/write.ts';

/** Shared in git beside the pipelines. */
const lockFile = '.shoal/pipelines.lock.json';
/** Of this machine alone. */
const acceptedFile = '.shoal/pipelines.accepted.json';

const lockSchema = z.strictObject({
  version: z.literal(1),
  pipelines: z.record(
    z.string(),
    z.strictObject({ version: z.string(), sha256: z.string(), from: z.string() }),
  ),
});
const acceptedSchema = z.record(z.string(), z.object({ name: z.string(), by: z.string(), at: z.string() }));

export function pinnedIn(root: string): Readonly<Record<string, PinnedPipeline>> {
  return readAs(root, lockFile, lockSchema)?.pipelines ?? {};
}

export function pin(root: string, name: string, pinned: PinnedPipeline | null): Promise<void> {
  return changing(root, () => {
    const { [name]: _, ...others } = pinnedIn(root);
    const all = Object.entries(pinned === null ? others : { ...others, [name]: pinned });
    const pipelines = Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    write(root, lockFile, { version: 1, pipelines });
  });
}

export function isAccepted(root: string, fingerprint: string): boolean {
  return Object.hasOwn(readAs(root, acceptedFile, acceptedSchema) ?? {}, fingerprint);
}

export function accept(
  root: string,
  fingerprint: string,
  note: { readonly name: string; readonly by: string; readonly at: string },
): Promise<void> {
  return changing(root, () =>
    write(root, acceptedFile, { ...readAs(root, acceptedFile, acceptedSchema), [fingerprint]: note }),
  );
}

function readAs<T>(root: string, file: string, schema: z.ZodType<T>): T | null {
  const path = join(root, file);
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new ShoalError('UNHEALTHY', `${file} cannot be read.`, {
      hint: 'Put it back from git; or delete it, and pull and accept the pipelines anew.',
      cause,
    });
  }
}

/** Runs `work` while nobody else changes pipelines or their pins through Shoal. */
export function changing<T>(root: string, work: () => T): Promise<T> {
  mkdirSync(join(root, '.shoal'), { recursive: true });
  return exclusively(join(root, '.shoal/pipelines.lock'), work);
}

function write(root: string, file: string, data: unknown): void {
  replaceFile(join(root, file), `${JSON.stringify(data, null, 2)}\n`);
}
