import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/harness.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { ProbedHarness } from '../../ports.ts';
import { isoInstant } from '../../present.ts';

type Output = OutputOf<typeof contracts.harnessProbe>;
type Row = Output['harnesses'][number];
type Measured = Omit<Row, 'name' | 'path' | 'version' | 'probedAt' | 'tookMs'>;

export const probe: Handler<InputOf<typeof contracts.harnessProbe>, Output> = async (
  context,
  { harnesses = [] },
) => {
  const port = await context.harnessProbe();
  const tell = (harness: string, { capability, ok }: ProbedHarness['findings'][number]): void =>
    context.tell?.(`${harness.padEnd(8)}  ${capability.padEnd(14)}  ${wordOf(ok)}`);
  const probed = await port.measure(harnesses, tell, context.signal);
  return { harnesses: probed.map(rowOf) };
};

function wordOf(ok: boolean | null): string {
  if (ok === null) return 'not tried';
  return ok ? 'yes' : 'no';
}

function rowOf(probed: ProbedHarness): Row {
  const { harness, program, version, probedAt, tookMs } = probed;
  return {
    name: harness,
    path: program,
    version,
    probedAt: isoInstant(probedAt),
    tookMs: Math.round(tookMs),
    ...measuredOf(probed),
  };
}

/** A capability that this measurement knows nothing of was not tried. */
export function measuredOf({ findings }: Pick<ProbedHarness, 'findings'>): Measured {
  const of = (capability: keyof Measured): boolean | null =>
    findings.find((finding) => finding.capability === capability)?.ok ?? null;
  return {
    streams: of('streams'),
    asksPermission: of('asksPermission'),
    honoursDeny: of('honoursDeny'),
    steers: of('steers'),
    interrupts: of('interrupts'),
    resumes: of('resumes'),
    forks: of('forks'),
    reportsUsage: of('reportsUsage'),
    shortfalls: findings.flatMap(({ capability, why }) => (why === null ? [] : [{ capability, why }])),
  };
}
