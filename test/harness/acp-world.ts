import type { DriverEvent, HarnessDriver, SessionSpec } from '../../src/harness/driver.ts';
import { acpDriver } from '../../src/harness/acp/index.ts';
import { type AcpScript, fakeAcpCommand } from '../fakes/acp.ts';
import { drive, type Drive, type DriveOptions, replay, specOf, type Step } from '../support/drive.ts';

export type SpecOver = Omit<Parameters<typeof specOf>[0], 'profile'> & {
  readonly profile?: Partial<Parameters<typeof specOf>[0]['profile']>;
};

export interface FakeOptions extends DriveOptions {
  readonly driver?: HarnessDriver;
  readonly over?: SpecOver;
  readonly gate?: Gate;
}

/** A driver at work on the fake agent. */
export function driveFake(script: AcpScript, options: FakeOptions = {}): Drive {
  const { driver = acpDriver, over = {}, gate, ...rest } = options;
  const { spec } = replaySpec(over, driver);
  const env = { ACP_FAKE: JSON.stringify(script), ...(gate === undefined ? {} : { ACP_GATE: gate.url }) };
  return drive(driver, spec, { ...rest, env });
}

export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** Resolves when the fake waits at this gate. */
  reached(name: string): Promise<void>;
  open(name: string): void;
}

/** Doors in the fake's script that only the test opens. */
export function createGate(): Gate {
  const doors = new Map<
    string,
    { reached: PromiseWithResolvers<void>; opened: PromiseWithResolvers<void> }
  >();
  const door = (
    name: string,
  ): { reached: PromiseWithResolvers<void>; opened: PromiseWithResolvers<void> } => {
    const found = doors.get(name) ?? { reached: Promise.withResolvers(), opened: Promise.withResolvers() };
    doors.set(name, found);
    return found;
  };
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      const { reached, opened } = door(new URL(request.url).pathname.slice(1));
      reached.resolve();
      await opened.promise;
      return new Response('open');
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    reached: (name) => door(name).reached.promise,
    open: (name) => door(name).opened.resolve(),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

export type TurnEnd = Extract<DriverEvent, { type: 'turn-end' }>;

/** Sends when the session is ready, and waits for the turn's end. */
export async function turn(agent: Drive, text: string, id?: string): Promise<TurnEnd> {
  await agent.next('ready');
  const from = agent.events.length;
  agent.send(text, id);
  return agent.next('turn-end', from);
}

export function types(events: readonly DriverEvent[]): readonly string[] {
  return events.map(({ type }) => type);
}

/** Our messages of this method, as they went over the wire. */
export function sent(agent: Drive, method: string): readonly Record<string, unknown>[] {
  const messages = agent.written.map((text) => JSON.parse(text) as { method?: string; params?: object }); // our own JSON
  return messages.filter((message) => message.method === method).map(({ params }) => ({ ...params }));
}

/** The same calls again, then these lines and perhaps one more prompt, without a child. */
export function replayed(
  trace: readonly Step[],
  lines: readonly string[],
  prompt: string | null,
): ReturnType<typeof replay> {
  const more: Step[] = lines.map((text) => ({
    call: 'line',
    line: { text, isTooLong: false, bytes: text.length, end: 0 },
  }));
  if (prompt !== null) more.push({ call: 'send', id: prompt, text: prompt });
  const { driver, spec } = replaySpec({});
  return replay(driver, spec, [...trace, ...more], () => false);
}

/** What `driveFake` starts the driver with. */
export function replaySpec(
  over: SpecOver,
  driver: HarnessDriver = acpDriver,
): { readonly driver: HarnessDriver; readonly spec: SessionSpec } {
  const profile = {
    harness: driver.harness,
    command: fakeAcpCommand,
    permission: 'auto',
    ...over.profile,
  } as const;
  return { driver, spec: specOf({ ...over, profile }) };
}
