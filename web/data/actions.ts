import { useCallback, useState } from 'react';
import { ShoalError } from '../../src/client/index.ts';
import { toast } from '../ui/Toasts.tsx';
import { type CallName, call, type Input, type Output } from './api.ts';
import { queries } from './queries.ts';
import { refreshAfter } from './refresh.ts';
import { isStale } from './stale.ts';

interface ActionOptions<N extends CallName> {
  /** What is said when it is done; nothing when it shows by itself. */
  readonly done?: (output: Output<N>, input: Input<N>) => string;
  /** Takes it back; offered with what is said. */
  readonly undo?: (output: Output<N>, input: Input<N>) => Promise<unknown>;
}

/** Does one command: says what went wrong with what to do next, and offers to take it back where that can be. */
export function useAction<N extends CallName>(name: N, { done, undo }: ActionOptions<N> = {}) {
  const [isPending, setIsPending] = useState(false);
  const run = useCallback(
    async (input: Input<N>): Promise<Output<N> | undefined> => {
      setIsPending(true);
      try {
        const output = await call(name, input);
        if (done !== undefined)
          toast(
            done(output, input),
            undo === undefined ? {} : { undo: () => undoing(name, undo(output, input)) },
          );
        return output;
      } catch (error) {
        sayError(error);
        return undefined;
      } finally {
        setIsPending(false);
        readAfter(name);
      }
    },
    [name, done, undo],
  );
  return { run, isPending };
}

/** The log says most of it, too: this is for a page whose connection is down, and for what the log never makes old. */
function readAfter(action: CallName): void {
  refreshAfter(action);
  void readElsewhere(action);
}

/** An action on the same noun may have changed it. */
function readElsewhere(action: CallName): Promise<void> {
  const [noun = ''] = action.split('.');
  const types = new Set([action]);
  return queries.invalidateQueries({
    predicate: ({ queryKey: [read] }) => String(read).startsWith(`${noun}.`) && !isStale(String(read), types),
  });
}

async function undoing(name: CallName, undone: Promise<unknown>): Promise<void> {
  try {
    await undone;
    toast('Undone.');
  } catch (error) {
    sayError(error);
  } finally {
    readAfter(name);
  }
}

export function sayError(error: unknown): void {
  const { message, hint } = wordsOf(error);
  toast(message, { isError: true, ...(hint === undefined ? {} : { hint }) });
}

export function wordsOf(error: unknown): { readonly message: string; readonly hint?: string } {
  if (error instanceof ShoalError)
    return { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  return { message: error instanceof Error ? error.message : String(error) };
}
