import { readFileSync } from 'node:fs';

/** The name of the user that this process runs as: from the user database first, because USER can be set to anything. */
export function userName(passwd = '/etc/passwd', uid = process.getuid?.() ?? 0): string {
  return nameIn(passwd, uid) ?? systemName() ?? `user-${uid}`;
}

/** Source: passwd(5): name, password, number, … */
function nameIn(passwd: string, uid: number): string | undefined {
  const lines = readText(passwd).split('\n');
  return lines.map((line) => line.split(':')).find(([, , number]) => number === String(uid))?.[0];
}

/** A user id without a name, as in some containers, makes the system say `unknown` or throw. */
function systemName(): string | undefined {
  try {
    const { username } = process.getBuiltinModule('node:os').userInfo(); // not loaded where the file serves
    return username === '' || username === 'unknown' ? undefined : username;
  } catch {
    return undefined;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
