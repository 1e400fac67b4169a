#!/usr/bin/env node
import { runCommandLine } from './cli/main.ts';

/** The `lintel` program: the one place that knows both the command line and the language server, which it loads when it is asked to be one. */
void runCommandLine(async () => {
  await import('./languageServer.ts');
});
