import type { Config, ServeConfig } from '../../operations/ports.ts';
import type { Environment } from '../identity/harness.ts';

/** Variables that go before the section `serve` of the file; one that cannot be used is a problem and changes nothing. */
export const serveVariables = {
  host: 'SHOAL_HOST',
  port: 'SHOAL_PORT',
  logLevel: 'SHOAL_LOG_LEVEL',
} as const satisfies Record<keyof ServeConfig, string>;

const logLevels: readonly string[] = ['debug', 'info', 'warn', 'error'] satisfies ServeConfig['logLevel'][];

export function withEnvironment(config: Config, env: Environment): Config {
  const host = given(env, serveVariables.host);
  const port = given(env, serveVariables.port);
  const logLevel = given(env, serveVariables.logLevel);
  if (host === undefined && port === undefined && logLevel === undefined) return config;
  const problems = [...config.problems];
  if (port !== undefined && !isPort(port))
    problems.push(`SHOAL_PORT is "${port}"; use a number from 0 to 65535.`);
  if (logLevel !== undefined && !isLogLevel(logLevel))
    problems.push(`SHOAL_LOG_LEVEL is "${logLevel}"; use ${logLevels.join(', ')}.`);
  return {
    ...config,
    serve: {
      host: host ?? config.serve.host,
      port: port !== undefined && isPort(port) ? Number(port) : config.serve.port,
      logLevel: logLevel !== undefined && isLogLevel(logLevel) ? logLevel : config.serve.logLevel,
    },
    problems,
  };
}

/** An empty variable is as good as none. */
export function given(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function isLogLevel(text: string): text is ServeConfig['logLevel'] {
  return logLevels.includes(text);
}
