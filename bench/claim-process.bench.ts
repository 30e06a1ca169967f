// `shoal claim --json`: the whole process, which really claims, against an empty program compiled alike and Node 24.
import { readFileSync } from 'node:fs';
import { interleave, timingOf } from './support/interleave.ts';
import { emptyProgram, node24 } from './support/peers.ts';
import { reportAtMost, reportBelow } from './support/report.ts';
import { shoalBin, Workspace } from './support/workspace.ts';

const rounds = 60;
const agent = 'claimer';

using workspace = new Workspace();
workspace.ok(['join', '-n', agent], { as: agent });
workspace.addTasks(rounds + 10);
const env = workspace.environment(agent);
const cwd = workspace.directory;
let claimed = '';

const timings = interleave(
  [
    { name: 'empty program', command: [emptyProgram()], cwd, env },
    {
      name: 'shoal claim',
      command: [shoalBin, 'claim', '--json'],
      cwd,
      env,
      before: () => {
        if (claimed !== '') workspace.ok(['done', claimed], { as: agent });
      },
      check: (stdout) => {
        const { id, state } = JSON.parse(stdout) as { id: string; state: string }; // a task
        if (state !== 'running' || id === claimed) throw new Error(`it claimed nothing new: ${stdout}`);
        claimed = id;
      },
    },
    { name: 'node -e 0', command: [node24(), '-e', '0'], cwd, env },
  ],
  rounds,
);

const claim = timingOf(timings, 'shoal claim');
reportAtMost(
  '`shoal claim --json`, whole process',
  'an empty program compiled alike',
  claim.medianMs,
  timingOf(timings, 'empty program').medianMs,
  2.5,
  'ms',
);
reportAtMost(
  '`shoal claim --json`, whole process',
  '`node -e 0` (Node 24)',
  claim.medianMs,
  timingOf(timings, 'node -e 0').medianMs,
  0.6,
  'ms',
);

/** Source: proc(5), VmHWM of `status`. A waiting claim has everything loaded. */
const waiter = workspace.start(
  ['claim', '--another', '--wait', '60s', '-t', 'none-has-this', '--json'],
  agent,
);
let peakKb = 0;
for (let looks = 0; looks < 50; looks += 1) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  peakKb = Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${waiter.pid}/status`, 'latin1'))?.[1]);
}
waiter.kill('SIGKILL');
await waiter.exited;
reportBelow('`shoal claim`, memory', 'resident set at its largest', peakKb / 1024, 50, 'MB');
