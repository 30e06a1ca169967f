import { allOperations } from '../../operations/manifest.ts';
import { type SurfaceCommand, surfaceCommands } from './surface-commands.ts';

/** One command as help and completion list it. */
export interface CommandEntry {
  readonly command: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly group: SurfaceCommand['group'];
  readonly everyday: boolean;
  /** With dashes, for completion. */
  readonly flags: readonly {
    readonly name: string;
    readonly takesValue: boolean;
    readonly summary: string;
  }[];
}

/** Every command there is: operations and surface commands, in alphabetical order. */
export function commandEntries(): readonly CommandEntry[] {
  return [...operationEntries(), ...surfaceEntries()].sort((a, b) => (a.command < b.command ? -1 : 1));
}

function operationEntries(): readonly CommandEntry[] {
  return allOperations().flatMap(({ cli, summary, input }) => {
    if (cli === undefined) return [];
    const flags = cli.flags.map(({ long, field, form }) => ({
      name: `--${long}`,
      takesValue: form !== 'flag',
      summary: input.properties[field]?.description ?? '',
    }));
    const file =
      cli.fileInto === undefined ? [] : [{ name: '--file', takesValue: true, summary: 'File with the text' }];
    return [
      {
        command: cli.command,
        aliases: cli.aliases,
        summary,
        group: cli.group,
        everyday: cli.everyday === true,
        flags: [...flags, ...file],
      },
    ];
  });
}

function surfaceEntries(): readonly CommandEntry[] {
  return Object.entries<SurfaceCommand>(surfaceCommands)
    .filter(([, { hidden }]) => hidden !== true)
    .map(([command, { summary, usage, group, everyday }]) => ({
      command,
      aliases: [],
      summary,
      group,
      everyday: everyday === true,
      flags: flagsIn(usage),
    }));
}

/** Of `[--print] [--port N]`. */
function flagsIn(usage: string): CommandEntry['flags'] {
  const found = [...usage.matchAll(/(--[a-z][a-z-]*)( [A-Z]+|=)?/g)];
  const values = new Map(found.map(([, name = '', value]) => [name, value !== undefined]));
  return [...values].map(([name, takesValue]) => ({ name, takesValue, summary: '' }));
}
