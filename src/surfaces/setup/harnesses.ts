import type { Harnesses, Place } from '../../operations/ports.ts';
import { harnessesOnPath, hasProgram } from '../harnesses-on-path.ts';
import { type HarnessName, harnessNames } from '../hooks/dialect.ts';
import { unifiedDiff } from '../../domain/unified-diff.ts';
import { reportHarnesses } from './harness-report.ts';
import { applyPlan, planSetup, setUpHarnesses } from './plan.ts';
import { projectOf } from './project.ts';

/** The harnesses of this machine, seen from one place in a project. */
export function createHarnesses(
  environment: Readonly<Record<string, string | undefined>>,
  place: Place,
): Harnesses {
  const project = projectOf(place);
  return {
    found: () => harnessesOnPath(environment),
    has: (program, directory) => hasProgram(program, environment, directory),
    report: () => reportHarnesses(environment, project),
    setUp: async () => setUpHarnesses(project),
    plan: async (names, removes) => {
      const plans = planSetup(project, names.filter(isHarness), removes);
      return plans.map((plan) => ({ ...plan, diff: unifiedDiff(plan.path, plan.before, plan.after) }));
    },
    apply: async (files) => applyPlan(project, files),
    ask: async (prompt, signal) => (await import('./ask-model.ts')).askModel(prompt, environment, signal),
  };
}

function isHarness(name: string): name is HarnessName {
  return harnessNames.some((one) => one === name);
}
