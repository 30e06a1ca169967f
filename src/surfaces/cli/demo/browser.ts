import { type ChildProcess, spawn } from 'node:child_process';
import { runWeb } from '../../web/main.ts';
import type { SurfaceCall } from '../surface-call.ts';
import { callShoal, type Stage } from './stage.ts';
import { selfCommand } from './self.ts';

/** The dashboard of the stage, with somebody in it who waits for a person from the first second. */
export interface Browser {
  close(): Promise<void>;
}

const question = `May I hang the aquarium in the town hall?

The mayor asked for it. It would stay there for a week:

- the tank is done when every test passes
- \`bin/aquarium\` prints it on the screen in the hall`;

/** What a browser is found by. */
const desktop = /^(DISPLAY|WAYLAND_DISPLAY|BROWSER|DBUS_SESSION_BUS_ADDRESS|XDG_\w+)$/;

/** In this process, because only at its terminal is a person proven: what runs behind a pipe is no person. */
export async function openBrowser(stage: Stage, call: SurfaceCall): Promise<Browser> {
  await callShoal(stage, ['serve', '--detach']);
  const stop = () => callShoal(stage, ['serve', 'stop']);
  try {
    const { token } = JSON.parse(await callShoal(stage, ['join', '-n', 'erin'])) as {
      readonly token: string;
    };
    const asking = ask({ ...stage, env: { ...stage.env, SHOAL_AGENT_TOKEN: token } });
    const shown = Object.fromEntries(Object.entries(call.env).filter(([name]) => desktop.test(name)));
    const globals = { ...call.globals, dir: stage.directory };
    await runWeb({ ...call, words: [], globals, env: { ...shown, ...stage.env } });
    return {
      async close() {
        await ended(asking);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ask({ directory, env }: Stage): ChildProcess {
  const [program = '', ...args] = selfCommand();
  return spawn(program, [...args, 'ask', question, '--approval', '--timeout', '1h'], {
    cwd: directory,
    env,
    stdio: 'ignore',
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await over;
}
