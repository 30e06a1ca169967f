import { newAgent, processKey } from '../../../domain/agent.ts';
import { ShoalError } from '../../../domain/errors.ts';
import { parseName } from '../../../domain/names.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Caller } from '../../caller.ts';
import { command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/spawn.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { departAgent } from '../../departure.ts';
import type { Launcher, LaunchIdentity, LaunchPlan } from '../../ports.ts';
import { sweepDead } from '../../sweep.ts';
import { confirmed } from './confirm.ts';
import { firstSign, type Outcome } from './first-sign.ts';
import { freeNames, modeOf, planAll } from './order.ts';
import { requireMaySpawn } from './permission.ts';

type Input = InputOf<typeof contracts.spawnStart>;
export type Spawned = OutputOf<typeof contracts.spawnStart>[number];

const tokenBytes = 24;
const markerBytes = 8;

/** First the record, then the process: whatever happens in between, the agent is known and its marker finds its process. */
export const start: Handler<Input, Spawned[]> = async (context, input) => {
  const launcher = await context.launcher();
  const names = await command(context, (tx, caller) => {
    requireMaySpawn(tx, context, caller, input);
    return freeNames(tx, input);
  });
  const planned = await planAll(context, launcher, input, names);
  if (input.dryRun === true) return planned.map((plan) => present(plan, null, { state: 'planned' }));
  if (modeOf(input) === 'background' && !(await confirmed(context, input, planned))) return [];
  const recruits = await recruit(context, launcher, input, planned);
  const results = await Promise.all(recruits.map((one) => launchOne(context, launcher, one)));
  return reported(results);
};

interface Recruit extends LaunchIdentity {
  readonly agent: ByKind<'agent'>;
  readonly plan: LaunchPlan;
}

/** Names may have been taken since they were planned: they are settled where the records are made. */
async function recruit(
  context: Context,
  launcher: Launcher,
  input: Input,
  planned: readonly LaunchPlan[],
): Promise<readonly Recruit[]> {
  const { machine } = context;
  const secrets = planned.map(() => ({
    token: machine.randomHex(tokenBytes),
    markerEnd: machine.randomHex(markerBytes),
  }));
  const made = await command(context, (tx, caller) => {
    sweepDead(tx, context);
    requireMaySpawn(tx, context, caller, input);
    return freeNames(tx, input).map((name, at) =>
      createAgent(tx, context, caller, input, name, planned[at]?.order.harness, secrets[at]),
    );
  });
  try {
    const plans = await planAll(
      context,
      launcher,
      input,
      made.map(({ agent }) => agent.name),
    );
    return made.flatMap((one, at) => (plans[at] === undefined ? [] : [{ ...one, plan: plans[at] }]));
  } catch (error) {
    await command(context, (tx) => made.forEach(({ agent }) => departAgent(tx, agent, 'died')));
    throw error;
  }
}

function createAgent(
  tx: Transaction,
  { machine, place }: Context,
  caller: Caller,
  { role, capabilities }: Input,
  name: string,
  harness = 'command',
  secret = { token: '', markerEnd: '' },
): Omit<Recruit, 'plan'> {
  const id = tx.nextId('agent');
  const marker = `${id}-${secret.markerEnd}`;
  const agent = newAgent({
    id,
    name,
    harness: harness === 'command' ? 'script' : harness,
    createdAt: tx.now,
    role: role === undefined ? null : parseName(role.replace(/^@/, ''), 'role'),
    capabilities: (capabilities ?? []).map((text) => parseName(text, 'capability')),
    tokenHash: machine.sha256(secret.token),
    marker,
    parent: caller.agent?.id ?? null,
    directory: place.root,
  });
  tx.create('agent', agent, { type: 'agent.spawned', agent: id });
  return { agent, marker, token: secret.token };
}

async function launchOne(
  context: Context,
  launcher: Launcher,
  { agent, plan, token, marker }: Recruit,
): Promise<Spawned> {
  const { lastSeq } = await context.store.read((view) => ({ lastSeq: view.lastSeq }));
  try {
    const launched = await launcher.start(plan, { token, marker });
    const { process } = launched;
    await command(context, (tx) => {
      if (tx.get('agent', agent.id)?.state !== 'live') return;
      const found = {
        process,
        processKey: process === null ? null : processKey(process),
        logFile: plan.logFile,
        directory: plan.directory,
      };
      tx.update('agent', agent.id, found, { type: 'agent.started', agent: agent.id });
    });
    const outcome = await firstSign(context, agent.id, lastSeq, launched);
    if (outcome.state !== 'running') await depart(context, agent);
    return present(plan, agent.id, { ...outcome, pid: process?.pid ?? null });
  } catch (error) {
    await depart(context, agent);
    if (!(error instanceof ShoalError)) throw error;
    return present(plan, agent.id, { state: 'failed', exitCode: null, lastOutput: error.message });
  }
}

async function depart(context: Context, agent: ByKind<'agent'>): Promise<void> {
  await command(context, (tx) => departAgent(tx, agent, 'died'));
}

function present(plan: LaunchPlan, id: string | null, outcome: Outcome & { pid?: number | null }): Spawned {
  const { order, commandLine, directory, branch, logFile } = plan;
  return {
    id,
    name: order.name,
    harness: order.harness,
    mode: order.mode,
    state: outcome.state,
    commandLine: [...commandLine],
    directory,
    branch,
    pid: outcome.pid ?? null,
    logFile,
    exitCode: outcome.exitCode ?? null,
    lastOutput: outcome.lastOutput ?? null,
  };
}

/** One that ended at once is a failure of the whole command; the others run on, and are in the details. */
function reported(results: Spawned[]): Spawned[] {
  const failed = results.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return results;
  const said = failed.map(
    ({ name, exitCode, lastOutput }) =>
      `${name} ended at once${exitCode === null ? '' : ` with code ${exitCode}`}: ${lastOutput || 'it said nothing'}`,
  );
  const log = failed[0]?.logFile ?? null;
  throw new ShoalError(
    'SPAWN_FAILED',
    `${failed.length} of ${results.length} agents did not start. ${said.join('\n')}`,
    {
      hint: log === null ? 'Run the program by hand to see why.' : `Its whole output: ${log}`,
      details: { agents: results },
    },
  );
}
