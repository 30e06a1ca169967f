import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import styles from './Chart.module.css';
import { seriesColour, Swatch } from './swatch.tsx';
import { visible } from './visible.ts';

export interface Series {
  readonly id: string;
  readonly label: string;
}

interface StackProps {
  /** What the picture shows, in words: for who does not see it, beside the table with the same numbers. */
  readonly label: string;
  readonly series: readonly Series[];
  /** One for each bar: its name, and the value of each series by its id. */
  readonly bars: readonly { readonly name: string; readonly values: Readonly<Record<string, number>> }[];
  readonly spelled: (value: number) => string;
  readonly nameOf?: (name: string) => string;
  /** A limit, as a line. */
  readonly line?: { readonly at: number; readonly label: string };
  readonly height?: number;
}

/** Bars of several parts, from zero. Load it with React.lazy. */
export default function Stack({ label, series, bars, spelled, nameOf, line, height = 220 }: StackProps) {
  const named = nameOf ?? ((name: string) => name);
  return (
    <figure className={styles['figure']} aria-label={label}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 600, height }}>
        <BarChart data={bars} margin={{ top: 16, right: 8, bottom: 0, left: 0 }} barCategoryGap="20%">
          <CartesianGrid vertical={false} stroke="var(--edge)" />
          <XAxis
            dataKey="name"
            tickFormatter={named}
            tickLine={false}
            stroke="var(--edge-strong)"
            tick={tick}
            minTickGap={16}
          />
          <YAxis
            width={64}
            tickFormatter={spelled}
            tickLine={false}
            axisLine={false}
            tick={tick}
            domain={[0, 'auto']}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--hover)' }}
            content={({ active, payload, label: name }) =>
              active === true ? (
                <div className={styles['tip']}>
                  <p>{visible(named(String(name)))}</p>
                  {payload
                    .filter(({ value }) => typeof value === 'number' && value > 0)
                    .map(({ name: part, value, fill }) => (
                      <p key={String(part)}>
                        <Swatch colour={fill ?? ''} /> {visible(String(part))} {spelled(Number(value))}
                      </p>
                    ))}
                </div>
              ) : null
            }
          />
          {series.map(({ id, label: text }, at) => (
            <Bar
              key={id}
              dataKey={(bar: StackProps['bars'][number]) => bar.values[id] ?? 0}
              name={text}
              stackId="all"
              fill={seriesColour(at)}
              isAnimationActive={false}
            />
          ))}
          {line !== undefined && (
            <ReferenceLine
              y={line.at}
              ifOverflow="extendDomain"
              stroke="var(--failed)"
              strokeDasharray="4 3"
              label={{ value: line.label, position: 'insideTopRight', fill: 'var(--failed)', fontSize: 12 }}
            />
          )}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

const tick = { fill: 'var(--quiet)', fontSize: 12 };
