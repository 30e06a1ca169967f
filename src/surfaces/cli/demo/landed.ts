import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { project } from './project.ts';
import { git, run, type Variables } from './self.ts';

export interface Landed {
  readonly commits: number;
  readonly testsPassed: number;
  /** What the finished program prints. */
  readonly picture: string;
  readonly problems: readonly string[];
}

/** All work is in git, and the project that came of it works. */
export async function checkLanded(directory: string, env: Variables): Promise<Landed> {
  const uncommitted = (await git(directory, env, 'status', '--porcelain'))
    .split('\n')
    .filter((line) => line !== '');
  const tracked = new Set((await git(directory, env, 'ls-tree', '-r', '--name-only', 'HEAD')).split('\n'));
  const files = [...new Set(project.flatMap((task) => Object.keys(task.files)))];
  const commits = (await git(directory, env, 'log', '--format=%s'))
    .split('\n')
    .filter((line) => /^t\d+: /.test(line)).length;
  const tests = files.filter((file) => file.startsWith('test/'));
  const failed = [];
  for (const file of tests)
    if ((await run(['sh', file], { cwd: directory, env })).code !== 0) failed.push(file);
  const program = 'bin/aquarium';
  const picture = existsSync(join(directory, program))
    ? (await run(['sh', program], { cwd: directory, env })).stdout.trimEnd()
    : '';
  return {
    commits,
    testsPassed: tests.length - failed.length,
    picture,
    problems: [
      ...uncommitted.map((line) => `not committed: ${line.trim()}`),
      ...files.filter((file) => !tracked.has(file)).map((file) => `missing in git: ${file}`),
      ...failed.map((file) => `${file} fails`),
    ],
  };
}
