import type { Operation, OperationName } from '../../operations/manifest.ts';

/** What changes the machine that serves, beside the workspace: over a connection that is for its owner alone. */
const OF_THE_MACHINE: ReadonlySet<OperationName> = new Set<OperationName>([
  'harness.probe',
  'harness.setup',
  'workspace.import',
]);

/** Whether only the owner's token may call it here. */
export function isOwners({ name, access }: Operation): boolean {
  return access === 'human' || OF_THE_MACHINE.has(name);
}
