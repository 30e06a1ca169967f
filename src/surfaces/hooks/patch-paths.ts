const header = /^\*\*\* (?:Add File|Delete File|Update File|Move to): (.+?)\s*$/gm;

/** Every path that a patch in the `*** Begin Patch` format adds, deletes, changes or moves to, as written in it. */
export function patchPaths(patch: string): readonly string[] {
  return [...patch.matchAll(header)].flatMap(([, path]) => path ?? []);
}
