import { basename } from 'node:path';
import { ShoalError } from '../../../domain/errors.ts';
import { parseName } from '../../../domain/names.ts';
import { highestFirst, isVersion, latestOf, nextOf } from '../../../domain/pipeline/version.ts';
import type { ReadPipeline } from '../../../domain/pipeline/definition.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { PinnedPipeline, PipelineFile, PipelineRegistry, RegistryEntry } from '../../ports.ts';
import { offerAcceptance, runsOf } from './accept.ts';
import { findPipeline, unsound } from './find.ts';
import { readAnyway } from './read-wanted.ts';
import { tellOf } from './tell.ts';

type Pulled = OutputOf<typeof contracts.pipelinePull>[number];

interface Where {
  readonly repo?: string | undefined;
  readonly offline?: boolean | undefined;
}

export const pull: Handler<
  InputOf<typeof contracts.pipelinePull>,
  OutputOf<typeof contracts.pipelinePull>
> = async (context, { pipeline, yes = false, ...where }) => {
  if (pipeline === undefined) return pullPinned(context, where, yes);
  const [name, version] = splitVersion(pipeline);
  await using registry = await registryOf(context, where);
  const entry = await entryOf(registry, name);
  const wanted = versionOf(entry, version, registry);
  return [await pullOne(context, registry, { entry, version: wanted, yes })];
};

/** Each from where it came, in the version that is pinned, with the checksum that is pinned. */
async function pullPinned(context: Context, where: Where, yes: boolean): Promise<Pulled[]> {
  const pinned = Object.entries((await context.pipelines()).pinned());
  const pulled: Pulled[] = [];
  for (const [name, { version, from }] of pinned) {
    await using registry = await registryOf(context, where, from === ownName ? null : from);
    const entry = await entryOf(registry, name);
    pulled.push(
      await pullOne(context, registry, { entry, version: versionOf(entry, version, registry), yes }),
    );
  }
  return pulled;
}

const ownName = 'your own registry';

async function pullOne(
  context: Context,
  registry: PipelineRegistry,
  { entry, version, yes }: { readonly entry: RegistryEntry; readonly version: string; readonly yes: boolean },
): Promise<Pulled> {
  const pipelines = await context.pipelines();
  const { name } = entry;
  const text = await registry.text(name, version);
  const sha256 = context.machine.sha256(text);
  const known = pipelines.pinned()[name];
  requireSame(`${registry.where} says of ${name}@${version}`, entry.checksums[version], sha256);
  if (known?.version === version)
    requireSame(`.shoal/pipelines.lock.json pins ${name}@${version}`, known.sha256, sha256);
  const { problems } = pipelines.check(name, text);
  if (problems.some(({ severity }) => severity === 'error')) throw unsound(`${name}@${version}`, problems);
  const changed = await place(context, name, text, known, yes);
  await pipelines.pin(name, { version, sha256, from: registry.where });
  if (!registry.isOwn) await keepCopy(context, { entry, version, text, sha256 });
  const file = pipelines.find(name);
  if (changed) await tellOf(context, name, 'written');
  return {
    name,
    version,
    sha256,
    file: file.file,
    from: registry.where,
    changed,
    runs: [...(await runsOf(context, file))],
    accepted: await offerAcceptance(context, file, yes),
  };
}

function requireSame(who: string, wanted: string | undefined, sha256: string): void {
  if (wanted === undefined || wanted === sha256) return;
  throw new ShoalError('CONFLICT', `${who} has the checksum ${wanted}, and what came has ${sha256}.`, {
    hint: 'A version never changes: somebody has changed it. Look at it before you take it; nothing was written.',
  });
}

/** What somebody wrote or changed here is replaced only when a person says so. */
async function place(
  context: Context,
  name: string,
  text: string,
  known: PinnedPipeline | undefined,
  yes: boolean,
): Promise<boolean> {
  const pipelines = await context.pipelines();
  const there = pipelines.list().find((one) => one.name === name);
  const before = there === undefined ? null : pipelines.text(there);
  if (before === text) return false;
  const isOurs = before !== null && known !== undefined && context.machine.sha256(before) === known.sha256;
  if (there !== undefined && !isOurs && !yes) {
    const isAgreed = await context.person.confirm(`${there.file} is another.`, 'Replace it?');
    if (isAgreed !== true)
      throw new ShoalError(
        'CONFLICT',
        `There is a pipeline "${name}" already, in ${there.file}, and it is another.`,
        {
          hint: 'Move it away, or give -y to replace it.',
        },
      );
  }
  pipelines.write(name, text);
  return true;
}

/** For `--offline`. One that is there already stays: a version never changes. */
async function keepCopy(
  context: Context,
  { entry, version, text, sha256 }: { entry: RegistryEntry; version: string; text: string; sha256: string },
): Promise<void> {
  await using own = await (await context.pipelines()).registry(null, null);
  const { name, description } = entry;
  const kept = (await own.list()).find((one) => one.name === name);
  if (kept?.versions.includes(version) === true) return;
  const { agents } = await sizeOf(context, name, text);
  await own.publish({ name, version, description, text, sha256, agents });
}

export const publish: Handler<
  InputOf<typeof contracts.pipelinePublish>,
  OutputOf<typeof contracts.pipelinePublish>
> = async (context, { pipeline, name: wantedName, description, version: wanted, repo, local = false }) => {
  const pipelines = await context.pipelines();
  const file = await findPipeline(context, { pipeline });
  const name = parseName(wantedName ?? nameThere(context, file), 'name of a pipeline');
  const own = pipelines.text(file);
  requireSound(file.file, pipelines.check(file.name, own));
  const about = pipelines.about(own);
  // Others would not have what it imports.
  const text = about.imports === 0 ? own : pipelines.bundle(file);
  if (text !== own) requireSound(`${file.file} with what it imports`, pipelines.check(file.name, text));
  const { agents, notes } = await sizeOf(context, file.name, text);
  await using registry = local ? await pipelines.registry(null, null) : await registryOf(context, { repo });
  const versions = (await registry.list()).find((one) => one.name === name)?.versions ?? [];
  const version = wanted === undefined ? nextOf(versions) : requireVersion(wanted);
  const sha256 = context.machine.sha256(text);
  const published = { name, version, description: description ?? about.description, text, sha256, agents };
  await registry.publish(published);
  const latest = latestOf([...versions, version]) ?? version;
  return {
    name,
    version,
    sha256,
    to: registry.where,
    latest,
    notes: [...bundleNote(about.imports), ...notes],
  };
};

function requireSound(file: string, { problems }: ReadPipeline): void {
  if (problems.some(({ severity }) => severity === 'error')) throw unsound(file, problems);
}

function bundleNote(imports: number): readonly string[] {
  if (imports === 0) return [];
  return [
    `it holds the agents of ${imports === 1 ? 'the file' : `the ${imports} files`} that it imports here`,
  ];
}

/** A project has many files called default. */
function nameThere(context: Context, { name }: PipelineFile): string {
  return name === 'default' ? basename(context.place.root) : name;
}

async function sizeOf(
  context: Context,
  name: string,
  text: string,
): Promise<{ readonly agents: number; readonly notes: readonly string[] }> {
  const pipelines = await context.pipelines();
  const { pipeline } = readAnyway((given) => pipelines.check(name, text, given));
  const nodes = Object.values(pipeline?.nodes ?? {});
  const notes = nodes.flatMap((node) =>
    node.type === 'session'
      ? []
      : node.mcp.flatMap(({ name: server, env }) =>
          Object.keys(env).map(
            (key) => `the value of ${key}, for the MCP server ${server} of ${node.id}, stands in it`,
          ),
        ),
  );
  return { agents: nodes.length, notes };
}

export const search: Handler<
  InputOf<typeof contracts.pipelineSearch>,
  OutputOf<typeof contracts.pipelineSearch>
> = async (context, { query = '', ...where }) => {
  await using registry = await registryOf(context, where);
  const words = query.toLowerCase().split(/\s+/);
  return (await registry.list())
    .map(({ name, description, versions }) => ({
      name,
      latest: latestOf(versions) ?? '',
      description,
      from: registry.where,
    }))
    .filter(({ name, description, latest }) => {
      const text = `${name} ${description ?? ''}`.toLowerCase();
      return latest !== '' && words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
};

export const versions: Handler<
  InputOf<typeof contracts.pipelineVersions>,
  OutputOf<typeof contracts.pipelineVersions>
> = async (context, { pipeline, ...where }) => {
  await using registry = await registryOf(context, where);
  const entry = await entryOf(registry, pipeline);
  const latest = latestOf(entry.versions);
  const pinned = (await context.pipelines()).pinned()[pipeline];
  return highestFirst(entry.versions).map((version) => ({
    version,
    isLatest: version === latest,
    isPinned: pinned?.version === version,
    sha256: entry.checksums[version] ?? null,
    from: registry.where,
  }));
};

/** The one given; else where it came from, or the configured one; else this user's own. */
export async function registryOf(
  context: Context,
  { repo, offline = false }: Where,
  from?: string | null,
): Promise<PipelineRegistry> {
  const pipelines = await context.pipelines();
  if (offline) return pipelines.registry(null, null);
  if (from !== undefined) return pipelines.registry(repo ?? null, from);
  const configured = context.files.find() === null ? null : (await context.config()).read().registry;
  return pipelines.registry(repo ?? null, configured);
}

/** `review@1.2.0`; without a version, or with `latest`, the highest. */
export function splitVersion(text: string): readonly [name: string, version: string | null] {
  const at = text.lastIndexOf('@');
  const [name, version] = at < 0 ? [text, 'latest'] : [text.slice(0, at), text.slice(at + 1)];
  return [parseName(name, 'name of a pipeline'), version === 'latest' ? null : requireVersion(version)];
}

function requireVersion(text: string): string {
  if (isVersion(text)) return text;
  throw new ShoalError('INVALID_INPUT', `${JSON.stringify(text)} is no version.`, {
    hint: 'Give three numbers, such as 1.2.0, or leave it out.',
  });
}

export async function entryOf(registry: PipelineRegistry, name: string): Promise<RegistryEntry> {
  const entries = await registry.list();
  const found = entries.find((one) => one.name === name && one.versions.length > 0);
  if (found !== undefined) return found;
  const names = entries.slice(0, 20).map((one) => one.name);
  throw new ShoalError('NOT_FOUND', `${registry.where} has no pipeline "${name}".`, {
    hint:
      names.length === 0
        ? 'It is empty. Name a registry with --repo, or with `registry:` in shoal.yaml.'
        : `It has: ${names.join(', ')}.`,
  });
}

/** A version that is asked for and not there is an error: never another in its place. */
export function versionOf(
  { name, versions: all }: RegistryEntry,
  wanted: string | null,
  { where }: PipelineRegistry,
): string {
  const found = wanted === null ? latestOf(all) : all.find((version) => version === wanted);
  if (found !== undefined) return found;
  throw new ShoalError('NOT_FOUND', `${where} has no version ${wanted ?? ''} of ${name}.`, {
    hint: `It has: ${highestFirst(all).slice(0, 20).join(', ')}.`,
  });
}
