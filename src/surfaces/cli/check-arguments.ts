import { durationText } from '../../domain/duration.ts';
import { inputProblem, invalid, type Problem } from '../../operations/check-input.ts';
import type { Operation } from '../../operations/manifest.ts';
import type { FieldSchema } from '../../operations/schema.ts';
import { argumentName, describeArgument } from './usage.ts';

type Described = Pick<Operation, 'input' | 'cli'>;

/** Refuses what the operation would, in the words of the command line: `--wait` and `1d`, not `waitMs` and 86400000. */
export function checkArguments(operation: Described, input: Readonly<Record<string, unknown>>): void {
  const problem = inputProblem({ ...operation.input, required: [] }, input);
  if (problem === undefined) return;
  const [field = ''] = problem.field.split(/[.[]/);
  const told = { ...problem, description: descriptionOf(operation, field, problem) };
  const name = argumentName(operation, field);
  const isDuration = operation.cli?.flags.find((flag) => flag.field === field)?.form === 'duration';
  if (!isDuration) throw invalid(told, name);
  const allowed = allowedDuration(operation.input.properties[field]);
  throw invalid({ ...told, allowed }, name, durationText(Number(problem.value)));
}

/** What one of several is to be says more than what all of them are for. */
function descriptionOf(operation: Described, field: string, problem: Problem): string | undefined {
  return problem.field === field ? describeArgument(operation, field) : problem.description;
}

function allowedDuration(schema: FieldSchema | undefined): string {
  const { minimum = 0, maximum } = schema?.type === 'integer' ? schema : {};
  const least = durationText(minimum);
  return maximum === undefined
    ? `a duration of at least ${least}`
    : `a duration from ${least} to ${durationText(maximum)}`;
}
