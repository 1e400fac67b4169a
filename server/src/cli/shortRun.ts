import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 compile less for later: a run ends within seconds, before most of it has paid. With V8's own budgets a fifth of the time of a
 * check goes there, and the first parse of the shortest text has the parser's lexer compiled for 0.1 s. Threads started afterwards inherit
 * it. Measured with V8 11, which Node 20 has; a V8 that does not know a flag prints an error, so no other is told.
 */
export function expectShortRun(): void {
  if (process.versions.v8.startsWith('11.')) {
    setFlagsFromString('--interrupt-budget=1000000');
    setFlagsFromString('--wasm-tiering-budget=100000000');
  }
}
