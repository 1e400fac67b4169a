import picocolors from 'picocolors';

/**
 * Whether to print in colours: on a terminal, unless `NO_COLOR`, `FORCE_COLOR=0`, `TERM=dumb` or `--no-color` has none; elsewhere only where
 * `FORCE_COLOR` asks for them. What picocolors would do itself takes `FORCE_COLOR=0` for a yes, and every run in CI for one on a terminal.
 */
export function mayColor(env: NodeJS.ProcessEnv, args: readonly string[], isTerminal: boolean): boolean {
  if (env.NO_COLOR || args.includes('--no-color')) {
    return false;
  }
  return env.FORCE_COLOR ? !/^(?:0|false)$/.test(env.FORCE_COLOR) : isTerminal && env.TERM !== 'dumb';
}

// Of a file `isTTY` is undefined, for which picocolors would decide itself.
/** Styles what is printed to standard output, where that may have colours. */
export const pc = picocolors.createColors(mayColor(process.env, process.argv, process.stdout.isTTY === true));
