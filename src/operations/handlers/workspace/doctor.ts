import { ShoalError } from '../../../domain/errors.ts';
import type { Transaction } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/workspace.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { Place } from '../../ports.ts';
import { isoInstant } from '../../present.ts';
import { dropOld } from '../../retention/index.ts';
import { sweepAll } from '../../sweep.ts';
import { measuredOf } from '../harness/probe.ts';
import { checkFiles } from './check-files.ts';
import { checkState } from './check-state.ts';
import { repairCounters } from './counters.ts';
import { type Finding, isProblem } from './finding.ts';

type Report = OutputOf<typeof contracts.workspaceDoctor>;

const roundsMax = 10_000;

export const doctor: Handler<InputOf<typeof contracts.workspaceDoctor>, Report> = async (
  context,
  { fix },
) => {
  const place = context.files.find();
  if (place === null) {
    throw new ShoalError('NO_WORKSPACE', 'There is no workspace here to examine.', {
      hint: 'Make one: `shoal init`.',
    });
  }
  const fixed = fix === true ? await repair(context, place) : [];
  return report(context, place, fixed);
};

export const recover: Handler<InputOf<typeof contracts.workspaceRecover>, Report> = (context) =>
  doctor(context, { fix: true });

async function report(context: Context, place: Place, fixed: readonly string[]): Promise<Report> {
  const findings = [...checkFiles(context.files.inspect(place)), ...(await examineStore(context))];
  const problems = findings
    .filter(isProblem)
    .map(({ check, message, fix, fixable }) => ({ check, message, fix, fixable }));
  return {
    healthy: problems.length === 0,
    problems,
    checks: findings.map(({ check, ok, message }) => ({ check, ok, message })),
    fixed: [...fixed],
    harnesses: await harnessesOf(context),
  };
}

async function harnessesOf(context: Context): Promise<Report['harnesses']> {
  const stored = (await context.harnessProbe()).stored();
  const reports = await context.harnesses.report();
  return reports.map((one) => {
    const probed = stored.find(({ harness }) => harness === one.name);
    if (probed === undefined) return { ...one, probed: null };
    const { version, probedAt } = probed;
    // What follows the three numbers is not told of an installed program.
    const isCurrent = version !== null && version.split(/[-+]/)[0] === one.version;
    return { ...one, probed: { version, probedAt: isoInstant(probedAt), isCurrent, ...measuredOf(probed) } };
  });
}

/** A store that cannot be opened is a finding, not the end of the examination. */
async function examineStore(context: Context): Promise<readonly Finding[]> {
  try {
    const inside = await context.files.enter();
    const faults = await inside.store.check();
    const store: Finding[] =
      faults.length === 0
        ? [
            {
              check: 'store',
              ok: true,
              message: 'opens, schema and content are whole',
              fix: null,
              fixable: false,
            },
          ]
        : faults.map((message) => ({
            check: 'store',
            ok: false,
            message,
            fix: 'restore an export: `shoal import`',
            fixable: false,
          }));
    const state = await inside.store.read((view) => checkState(view, inside));
    return [...store, ...state, ...(await checkConfig(inside)), ...(await checkDaemon(inside))];
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
    return [{ check: 'store', ok: false, message: error.message, fix: error.hint ?? null, fixable: false }];
  }
}

/** Without the file there is nothing to say. */
async function checkConfig(context: Context): Promise<readonly Finding[]> {
  const { exists, problems } = (await context.config()).read();
  if (problems.length > 0)
    return problems.map((message) => ({
      check: 'shoal.yaml',
      ok: false,
      message: `${message}; the last good one is in force`,
      fix: 'put it right, and see `shoal config check`',
      fixable: false,
    }));
  return exists
    ? [{ check: 'shoal.yaml', ok: true, message: 'is sound and in force', fix: null, fixable: false }]
    : [];
}

/** One that does not run is started by what needs it: there is nothing to say. */
async function checkDaemon(context: Context): Promise<readonly Finding[]> {
  const status = await (await context.daemon()).status();
  if (status === null) return [];
  const { pid, answers } = status;
  const message = answers ? `process ${pid} serves` : `process ${pid} runs, but does not answer`;
  const fix = answers ? null : `kill -9 ${pid}   (nothing is lost, its agents run on)`;
  return [{ check: 'daemon', ok: answers, message, fix, fixable: false }];
}

async function repair(context: Context, place: Place): Promise<readonly string[]> {
  const done = [...context.files.repair(place)];
  const inside = await context.files.enter();
  const swept = await completely(inside, (tx) => sweepAll(tx, inside));
  if (swept > 0) done.push(`freed what time and deaths had ended: ${swept} records`);
  const dropped = await completely(inside, (tx) => dropOld(tx, inside));
  if (dropped > 0) done.push(`dropped what is over and beyond what is kept: ${dropped} records`);
  const counters = await inside.store.transact((tx) => repairCounters(tx));
  if (counters.length > 0) done.push(`corrected the count of open dependencies of ${counters.join(', ')}`);
  return done;
}

/** In bites, so that others can write in between. */
async function completely({ store }: Context, work: (tx: Transaction) => number): Promise<number> {
  let total = 0;
  for (let round = 0; round < roundsMax; round += 1) {
    const changed = await store.transact(work);
    if (changed === 0) break;
    total += changed;
  }
  return total;
}
