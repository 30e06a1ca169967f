import { accessSync, constants, globSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Environment } from './environment.ts';

/** The executable that a name means: on PATH, or a path from `directory`. Undefined when there is none. */
export function findProgram(name: string, environment: Environment, directory: string): string | undefined {
  if (isAbsolute(name) || name.includes(sep)) {
    const path = resolve(directory, name);
    return isExecutable(path) ? path : undefined;
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The program itself where `path` is an npm shim that starts it; `path` when it is not, or cannot be told. */
export function nativeProgram(path: string, native: RegExp | null): string {
  if (native === null) return path;
  const packages = packageFolders(realpathSync(path));
  const below = packages.flatMap((folder) =>
    candidates(folder).map((file) => ({ file, relative: file.slice(folder.length + 1) })),
  );
  return (
    below.find(({ file, relative }) => native.test(relative.split(sep).join('/')) && isExecutable(file))
      ?.file ?? path
  );
}

/** Where platform packages of the one that holds `file` can lie: beside it, and in its own node_modules. */
function packageFolders(file: string): readonly string[] {
  const found = /^(.*\/node_modules)\/(@[^/]+)?\/?([^/]+)/.exec(file.split(sep).join('/'));
  if (found === null) return [];
  const [own, modules = '', scope] = found;
  const beside = scope === undefined ? modules : join(modules, scope);
  const inside = join(own, 'node_modules');
  return [beside, scope === undefined ? inside : join(inside, scope)];
}

/** The plain package of this platform before its variants for older processors or another C library. */
function candidates(folder: string): readonly string[] {
  const plain = `*-${process.platform}-${process.arch}`;
  const patterns = [plain, `${plain}-*`].flatMap((name) => [
    `${name}/*`,
    `${name}/bin/*`,
    `${name}/vendor/*/bin/*`,
  ]);
  return patterns.flatMap((pattern) => globSync(pattern, { cwd: folder }).map((file) => join(folder, file)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** PATH on which `shoal` is this very program, if it is called so. */
export function pathWithShoal(environment: Environment, executable: string): string {
  const path = environment['PATH'] ?? '';
  const isNamedShoal = /[/\\]shoal(\.exe)?$/.test(executable);
  return !isNamedShoal || findProgram('shoal', environment, '/') === executable
    ? path
    : `${dirname(executable)}${delimiter}${path}`;
}
