import { z } from 'zod';
import { ShoalError } from '../../../domain/errors.ts';
import { isVersion, latestOf } from '../../../domain/pipeline/version.ts';
import type { PublishedPipeline, RegistryEntry } from '../../../operations/ports.ts';

/*
 * How a registry lies on a disk or a server, as aqm's does:
 *   index.json                              what there is, for those who cannot list directories
 *   pipelines/NAME/vVERSION/agents.yaml     the pipeline
 *   pipelines/NAME/vVERSION/meta.json       what it is, with its checksum
 */

export const indexFile = 'index.json';
const textFile = 'agents.yaml';
const metaFile = 'meta.json';

export function folderOf(name: string, version?: string): string {
  return version === undefined ? `pipelines/${name}` : `pipelines/${name}/v${version}`;
}

export function textPath(name: string, version: string): string {
  return `${folderOf(name, version)}/${textFile}`;
}

export function metaPath(name: string, version: string): string {
  return `${folderOf(name, version)}/${metaFile}`;
}

const words = z.string().max(2_000).nullish();

const metaSchema = z.object({ description: words, sha256: z.string().optional() });

const indexSchema = z
  .array(
    z.object({
      name: z.string(),
      description: words,
      version: z.string().optional(),
      versions: z.array(z.string()).optional(),
      checksums: z.record(z.string(), z.string()).optional(),
    }),
  )
  .max(100_000);

/** Of names and versions only those that could be ours are taken: each becomes part of a path. */
export function parseIndex(text: string, where: string): readonly RegistryEntry[] {
  const found = indexSchema.safeParse(parsedJson(text, where));
  if (!found.success) throw unreadable(where, 'it is no list of pipelines');
  return found.data
    .filter(({ name }) => isName(name))
    .map(
      ({
        name,
        description,
        version,
        versions = version === undefined ? [] : [version],
        checksums = {},
      }) => ({
        name,
        description: description ?? null,
        versions: versions.filter(isVersion),
        checksums,
      }),
    );
}

export function toIndex(entries: readonly RegistryEntry[]): string {
  const index = entries.map(({ name, description, versions, checksums }) => {
    const latest = latestOf(versions);
    return { name, description, version: latest, latest, versions, checksums };
  });
  return `${JSON.stringify(index, null, 2)}\n`;
}

export function toMeta({ name, version, description, sha256, agents }: PublishedPipeline): string {
  return `${JSON.stringify({ name, version, description, agents_count: agents, sha256 }, null, 2)}\n`;
}

export function parseMeta(text: string, where: string): z.infer<typeof metaSchema> {
  const found = metaSchema.safeParse(parsedJson(text, where));
  return found.success ? found.data : {};
}

export function isName(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63}$/u.test(text) && !text.endsWith('.');
}

function parsedJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unreadable(where, 'its index is no JSON', cause);
  }
}

export function unreadable(where: string, why: string, cause?: unknown): ShoalError {
  return new ShoalError('UNHEALTHY', `The registry ${where} cannot be read: ${why}.`, {
    hint: 'Name another with --repo, or take your own copies with --offline.',
    ...(cause === undefined ? {} : { cause }),
  });
}
