import { durationText } from '../../domain/duration.ts';
import { ShoalError } from '../../domain/errors.ts';
import { checkInput } from '../../operations/check-input.ts';
import type { Operation } from '../../operations/manifest.ts';
import { argumentName, describeArgument } from './usage.ts';

/** Refuses what the operation would, in the words of the command line: `--wait` and `1d`, not `waitMs` and 86400000. */
export function checkArguments(
  operation: Pick<Operation, 'input' | 'cli'>,
  input: Readonly<Record<string, unknown>>,
): void {
  try {
    checkInput({ ...operation.input, required: [] }, input);
  } catch (error) {
    throw error instanceof ShoalError ? inItsWords(operation, input, error) : error;
  }
}

function inItsWords(
  operation: Pick<Operation, 'input' | 'cli'>,
  input: Readonly<Record<string, unknown>>,
  error: ShoalError,
): ShoalError {
  const path = String(error.details?.['field']);
  const [field = ''] = path.split(/[.[]/);
  const flag = operation.cli?.flags.find((one) => one.field === field);
  const isPositional = operation.cli?.positionals.includes(field) === true;
  if (flag === undefined && !isPositional) return error;
  const shown = argumentName(operation, field);
  const message =
    flag?.form === 'duration'
      ? `must be ${allowedDuration(operation, field)}; got ${durationText(Number(input[field]))}.`
      : error.message.slice(path.length).trimStart();
  return new ShoalError(error.code, `${shown} ${message}`, {
    hint: `${shown}: ${itemOf(error, path, field) ?? describeArgument(operation, field)}`,
    details: error.details ?? {},
  });
}

/** What one of several is to be says more than what all of them are for. */
function itemOf({ hint }: ShoalError, path: string, field: string): string | undefined {
  const isItem = path !== field && hint?.startsWith(`${path}: `) === true;
  return isItem ? hint.slice(path.length + 2) : undefined;
}

function allowedDuration({ input }: Pick<Operation, 'input'>, field: string): string {
  const schema = input.properties[field];
  const { minimum = 0, maximum } = schema?.type === 'integer' ? schema : {};
  const least = durationText(minimum);
  return maximum === undefined
    ? `a duration of at least ${least}`
    : `a duration from ${least} to ${durationText(maximum)}`;
}
