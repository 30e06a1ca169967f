export { doctor, recover } from './workspace/doctor.ts';
export { init } from './workspace/init.ts';
export { pause, resume } from './workspace/pause.ts';
export { status } from './workspace/status.ts';
export { exportAll as export, importAll as import } from './workspace/transfer.ts';
