import { directives } from './lines.ts';

/** Whom an output hands over to: ids on `HANDOFF:` lines, each once; what follows an id is its reason. Unknown ones apart. */
export function namedHandoffs(
  output: string,
  ids: readonly string[],
): { readonly targets: readonly string[]; readonly unknown: readonly string[] } {
  const named = directives(output, 'HANDOFF').flatMap((rest) =>
    rest.split(',').flatMap((part) => /^[*_`"'\s]*([A-Za-z_][\w-]*)/.exec(part)?.[1] ?? []),
  );
  const known = named.flatMap((name) => ids.find((id) => id.toLowerCase() === name.toLowerCase()) ?? []);
  return {
    targets: [...new Set(known)],
    unknown: [...new Set(named.filter((name) => !ids.some((id) => id.toLowerCase() === name.toLowerCase())))],
  };
}
