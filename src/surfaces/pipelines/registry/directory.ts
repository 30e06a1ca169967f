import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ShoalError } from '../../../domain/errors.ts';
import { isVersion, latestOf } from '../../../domain/pipeline/version.ts';
import type { PipelineRegistry, PublishedPipeline, RegistryEntry } from '../../../operations/ports.ts';
import { replaceFile } from '../../config/write.ts';
import { folderOf, indexFile, isName, metaPath, parseMeta, textPath, toIndex, toMeta } from './layout.ts';

/** What is in the directories counts; the index is written for those who cannot list them. */
export function openDirectory(root: string, where = root, isOwn = false): PipelineRegistry {
  const list = (): readonly RegistryEntry[] =>
    namesIn(join(root, 'pipelines'))
      .filter(isName)
      .flatMap((name) => entryOf(root, name));
  return {
    where,
    isOwn,
    list: () => Promise.resolve(list()),
    text(name, version) {
      const file = join(root, textPath(name, version));
      if (existsSync(file)) return Promise.resolve(readFileSync(file, 'utf8'));
      throw new ShoalError('NOT_FOUND', `${where} has no ${name}@${version}.`, {
        hint: `\`shoal pipeline versions ${name}\``,
      });
    },
    publish(published) {
      put(root, published);
      replaceFile(join(root, indexFile), toIndex(list()));
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function entryOf(root: string, name: string): readonly RegistryEntry[] {
  const versions = namesIn(join(root, folderOf(name)))
    .filter((folder) => folder.startsWith('v'))
    .map((folder) => folder.slice(1))
    .filter((version) => isVersion(version) && existsSync(join(root, textPath(name, version))));
  if (versions.length === 0) return [];
  const metas = versions.map((version) => [version, metaOf(join(root, metaPath(name, version)))] as const);
  const description = metas.find(([version]) => version === latestOf(versions))?.[1].description ?? null;
  const checksums = metas.flatMap(([version, { sha256 }]) =>
    sha256 === undefined ? [] : [[version, sha256] as const],
  );
  return [{ name, description, versions, checksums: Object.fromEntries(checksums) }];
}

function metaOf(file: string): ReturnType<typeof parseMeta> {
  return existsSync(file) ? parseMeta(readFileSync(file, 'utf8'), file) : {};
}

/** Whole or not at all, and never over another: of two that publish the same version at once one is refused. */
function put(root: string, published: PublishedPipeline): void {
  const { name, version, text } = published;
  const target = join(root, folderOf(name, version));
  const draft = join(root, folderOf(name), `.${version}.${process.pid}`);
  mkdirSync(draft, { recursive: true });
  try {
    writeFileSync(join(draft, textPath(name, version).slice(folderOf(name, version).length)), text);
    writeFileSync(
      join(draft, metaPath(name, version).slice(folderOf(name, version).length)),
      toMeta(published),
    );
    mkdirSync(dirname(target), { recursive: true });
    renameSync(draft, target);
  } catch (cause) {
    if (!existsSync(target)) throw cause;
    throw new ShoalError('CONFLICT', `${name}@${version} is published already.`, {
      hint: 'A version never changes: publish another, or leave --version out for the next one.',
      cause,
    });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted((a, b) => a.localeCompare(b)) : [];
}
