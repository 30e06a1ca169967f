const FORCED_AFTER_MS = 2_000;
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

interface Interruptible {
  /** The close of the terminal interrupts, too: for what leaves something behind. `nohup` cannot keep it from that. */
  readonly endsWithTerminal?: boolean;
}

/** Runs `work` so that Ctrl-C and SIGTERM abort its signal; it has two seconds to end, a second signal ends it at once. */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<number>,
  { endsWithTerminal = false }: Interruptible = {},
): Promise<number> {
  const abort = new AbortController();
  let code: number | undefined;
  const interrupt = (signal: keyof typeof CODES) => {
    if (code !== undefined) process.exit(code);
    code = CODES[signal];
    abort.abort();
    setTimeout(() => process.exit(code), FORCED_AFTER_MS).unref();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  if (endsWithTerminal) process.on('SIGHUP', interrupt);
  try {
    const result = await work(abort.signal);
    return code ?? result;
  } catch (error) {
    if (code === undefined) throw error;
    return code;
  }
}
