import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Served } from './agents.ts';

const script = 'trap "" TERM; cat > /dev/null; echo > begun-$$; while :; do sleep 0.05; done';

/** Of an agent that minds no signal but SIGKILL, as a line of shoal.yaml. */
export const stubbornProfile = `  stubborn: { harness: command, command: [sh, -c, ${JSON.stringify(script)}], permission: full }\n`;

/** Starts it, and resolves with its pid once it minds none. */
export async function startStubborn(served: Served): Promise<number> {
  return untilStubborn(served, await served.start('stubborn', 'stu', 'work'));
}

/** Resolves with the pid of a session of that profile once it minds no signal. */
export async function untilStubborn(served: Served, session: string): Promise<number> {
  const pid = await served.pidOf(session);
  while (!existsSync(join(served.project.dir, `begun-${pid}`))) await new Promise(setImmediate);
  return pid;
}
