export { fix, restart } from './run/again.ts';
export { cancel } from './run/cancel.ts';
export { answer, approve, reject } from './run/decide.ts';
export { context, list, show } from './run/read.ts';
export { start } from './run/start.ts';
export { step } from './run/step.ts';
export { tidy } from './run/tidy.ts';
export { tokens } from './run/tokens.ts';
export { watch } from './run/watch.ts';
