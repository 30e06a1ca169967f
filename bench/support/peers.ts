import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFlags } from '../../scripts/lib/compile-flags.ts';
import { cacheDirectory } from './workspace.ts';

/** An empty program, compiled with the flags of scripts/build.ts: what any command costs at least. */
export function emptyProgram(): string {
  mkdirSync(cacheDirectory, { recursive: true });
  const source = join(cacheDirectory, 'empty.ts');
  const program = join(cacheDirectory, 'empty');
  writeFileSync(source, 'process.exit(0);\n');
  rmSync(program, { force: true });
  const built = Bun.spawnSync([process.execPath, 'build', source, ...compileFlags, '--outfile', program], {
    stdout: 'ignore',
    stderr: 'pipe',
  });
  if (built.exitCode !== 0) throw new Error(`the empty program was not compiled: ${String(built.stderr)}`);
  return program;
}

/** Node 24 from npm, fetched once. Its platform package holds the program, so no install script runs. */
export function node24(): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cacheDirectory, 'node24');
  const program = join(folder, 'node_modules', name, 'bin/node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, `${name}@24`];
  const { exitCode, stderr } = Bun.spawnSync(['npm', ...args], { stdout: 'ignore', stderr: 'pipe' });
  if (exitCode !== 0) throw new Error(`npm could not install ${name}@24: ${String(stderr)}`);
  return program;
}
