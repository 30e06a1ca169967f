import { seriesColour, Swatch } from '../../ui/swatch.tsx';
import { count, money } from '../../ui/figures.ts';
import { Line } from '../../ui/Text.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import type { Days } from './bars.ts';

type Row = Days['rows'][number];

/** The numbers of the picture. */
export function Rows({ data }: { readonly data: Days }) {
  const places = new Map(data.rows.map(({ of }, at) => [of, at]));
  const columns: readonly Column<Row>[] = [
    {
      id: 'of',
      label: data.by,
      isMain: true,
      cell: ({ of, label }) => (
        <>
          <Swatch colour={seriesColour(places.get(of) ?? 0)} /> <Line of={label} />
        </>
      ),
    },
    { id: 'cost', label: 'cost', isNumber: true, cell: ({ costUsd, costIs }) => money(costUsd, costIs) },
    { id: 'in', label: 'tokens in', isNumber: true, cell: ({ inputTokens }) => count(inputTokens) },
    {
      id: 'cached',
      label: 'cached',
      isNumber: true,
      isExtra: true,
      cell: ({ cachedTokens }) => count(cachedTokens),
    },
    {
      id: 'out',
      label: 'tokens out',
      isNumber: true,
      isExtra: true,
      cell: ({ outputTokens }) => count(outputTokens),
    },
    { id: 'turns', label: 'turns', isNumber: true, cell: ({ turns }) => count(turns) },
  ];
  const hrefOf = ({ of }: Row) => pageOf(data.by, of);
  return (
    <Table
      label={`Usage by ${data.by}`}
      columns={columns}
      rows={data.rows}
      idOf={({ of }) => of || 'none'}
      hrefOf={hrefOf}
    />
  );
}

/** What a number counts. */
function pageOf(by: Days['by'], of: string): string {
  if (of === '+' || of === '') return '/usage';
  if (by === 'agent') return `/agents/${of}`;
  if (by === 'task') return `/tasks/${of}`;
  return by === 'queue' ? `/board?q=${encodeURIComponent(`queue:${of}`)}` : '/agents';
}
