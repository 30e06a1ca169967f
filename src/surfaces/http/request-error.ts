import type { ErrorCode, ErrorOptions } from '../../domain/errors.ts';
import { ShoalError } from '../../domain/errors.ts';
import type { ProblemOptions } from './problem.ts';

/** A refusal that HTTP has a status of its own for. */
export class RequestError extends ShoalError {
  readonly options: ProblemOptions;

  constructor(code: ErrorCode, message: string, options: ErrorOptions & ProblemOptions) {
    super(code, message, options);
    this.options = options;
  }
}
