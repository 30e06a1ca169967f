import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import type { View } from '../../store/port.ts';

type Look<T> = (view: View, context: Context) => T;

interface Question {
  readonly look: Look<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What is asked within one turn of the event loop is looked up in one reading, which begins after all have asked. */
export function createSharedReading(contextOf: () => Promise<Context>): <T>(look: Look<T>) => Promise<T> {
  let asked: Question[] = [];

  async function answer(): Promise<void> {
    const questions = asked;
    asked = [];
    try {
      const context = await contextOf();
      const answers = await context.store.read((view) =>
        questions.map(({ look }) => lookedUp(() => look(view, context))),
      );
      for (const [at, settle] of answers.entries()) settle(questions[at]);
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
  }

  return <T>(look: Look<T>) =>
    new Promise<T>((resolve, reject) => {
      asked.push({ look, resolve: resolve as Question['resolve'], reject }); // what its own look gave
      if (asked.length === 1) setImmediate(() => void answer());
    });
}

/** What a look refuses concerns nobody else; when the store fails, that concerns all. */
function lookedUp(look: () => unknown): (question: Question | undefined) => void {
  try {
    const answer = look();
    return (question) => question?.resolve(answer);
  } catch (error) {
    if (error instanceof ShoalError) return (question) => question?.reject(error);
    throw error;
  }
}
