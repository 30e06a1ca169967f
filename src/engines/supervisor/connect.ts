import type { ChildStatus } from '../../keeper/protocol.ts';
import type { ByKind } from '../../store/port.ts';
import { taken } from './give.ts';
import { driverOf, type Life, logError, specOf } from './life.ts';
import { createRedaction } from './redact.ts';
import { step } from './steps.ts';
import { notElapsed } from './timers.ts';
import { createWire, type WirePosition } from './wire.ts';

/** Speaks with a process from now on; `from` is how far that had come. */
export async function connect(life: Life, child: string, from: WirePosition | null): Promise<void> {
  const keeper = await life.ports.keeper();
  life.launch ??= await life.ports.launch(life.record, await agentOf(life));
  life.redaction = createRedaction(life.launch.secrets);
  life.elapsed = notElapsed;
  const wire = createWire({
    keeper,
    child,
    driver: driverOf(life),
    spec: specOf(life, life.launch),
    from: from && life.redaction.restored(from),
    onTaken: () => life.queue.enqueue(() => (life.wire === wire ? taken(life) : undefined)),
    onError: (error) => logError(life, 'a process takes no more', error),
  });
  life.wire = wire;
}

/** One step: of a daemon that died in between, the next would take the process for one that was spoken to. */
export function begin(life: Life, process: ChildStatus['process']): void {
  step(life, (protocol) => protocol.begin(), { changes: [{ do: 'process', process }] });
}

export async function agentOf(life: Life): Promise<ByKind<'agent'>> {
  const agent = await life.ports.store.read((view) => view.get('agent', life.record.agent));
  if (agent === undefined) throw new Error(`${life.session} has no agent ${life.record.agent}`);
  life.marker = agent.marker;
  return agent;
}
