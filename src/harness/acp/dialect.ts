import type { HarnessKind, Permission } from '../../domain/profile.ts';
import type { Capabilities, McpServer, ProcessPlan, SessionSpec } from '../driver.ts';
import type { Json } from './json.ts';

/** In what one ACP agent differs from another, as measured. */
export interface Dialect {
  readonly harness: HarnessKind;
  readonly capabilities: Capabilities;
  plan(spec: SessionSpec): ProcessPlan;
  /** Session modes that stand for a permission, the best first; none: the command line says it. */
  readonly modes: Partial<Readonly<Record<Permission, readonly string[]>>>;
  /** The model is chosen by the protocol, not by the command line. */
  readonly setsModel: boolean;
  /** Effort is chosen by the protocol where the agent offers it. */
  readonly setsEffort: boolean;
  /** Whether a server of this kind, given with the session, is really connected. */
  takesMcp(server: McpServer): boolean;
  /** The tool's own name; null when the agent does not say it. */
  toolName(call: Json): string | null;
  /** What is run, of a call that runs something; null when it is not said. */
  command(call: Json): string | null;
  /** A call that lets a subagent work; what comes while it is open is the subagent's. */
  isSubagent(call: Json): boolean;
  /**
   * Over what the token counts of a prompt's answer run. `process`: since the program was started. `last-request`: over
   * one request only, so that the sum of a turn with tools is unknown.
   */
  readonly counts: 'turn' | 'process' | 'session' | 'last-request';
  /** Reads a remark of the program itself that it sends as if the model had said it; null for the model's own words. */
  remark(text: string): Remark | null;
}

export interface Remark {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** Program and arguments: the profile's own command or the harness's name, then what is not already there. */
export function commandLine(spec: SessionSpec, name: string, args: readonly string[]): readonly string[] {
  const [marker] = args;
  const command = spec.profile.command ?? [name];
  const rest = marker !== undefined && command.includes(marker) ? args.slice(1) : args;
  return [...command, ...rest];
}

/** The servers that the agent is to have. */
export function wantedServers(spec: SessionSpec): readonly McpServer[] {
  return spec.profile.mcp === 'none' ? [] : spec.mcpServers;
}
