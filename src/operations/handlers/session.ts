export { start } from './session/start.ts';
export { list, show } from './session/read.ts';
export { interrupt } from './session/interrupt.ts';
export { fork, resume } from './session/again.ts';
export { transcript } from './session/transcript.ts';
export { changes } from './session/changes.ts';
export { turns } from './session/turns.ts';
