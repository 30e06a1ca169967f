export type Environment = Readonly<Record<string, string | undefined>>;

/** What any program needs of its caller's environment. Secrets, session ids and markers of the caller stay behind. */
const common =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|COLORTERM|NO_COLOR|TMPDIR|TEMP|TMP|EDITOR|XDG_[A-Z_]+|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|SSH_AUTH_SOCK|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|GIT_SSL_CAINFO|(https?|no|all)_proxy|(HTTPS?|NO|ALL)_PROXY)$/;

/** The environment of an agent: an allowlist of the caller's, then what identifies the agent. */
export function agentEnvironment(
  caller: Environment,
  allowed: { readonly passes: RegExp | null; readonly names: readonly string[] },
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(caller).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    if (value === undefined) return false;
    return common.test(name) || allowed.passes?.test(name) === true || allowed.names.includes(name);
  });
  return { ...Object.fromEntries(kept), ...added };
}
