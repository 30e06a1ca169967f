/** How every program here is compiled, so that a benchmark's empty program differs from ours in nothing else. */
export const compileFlags: readonly string[] = [
  '--target=bun',
  '--format=esm',
  '--minify',
  '--splitting',
  '--bytecode',
  '--compile',
  '--compile-jit-policy=1000',
  // A bunfig.toml or .env of the directory that shoal is called in must not run code or change settings in it.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
];
