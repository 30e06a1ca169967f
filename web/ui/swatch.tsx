const colours = 7;

/** The colour of a series: the same one in a picture and beside it. */
export function seriesColour(at: number): string {
  return `var(--series-${Math.min(at, colours - 1) + 1})`;
}

/** A patch of a series' colour, beside its name. */
export function Swatch({ colour }: { readonly colour: string }) {
  return (
    <svg width="10" height="10" aria-hidden="true">
      <rect width="10" height="10" fill={colour} />
    </svg>
  );
}
