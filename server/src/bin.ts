#!/usr/bin/env node
import { runCommandLine } from './cli/main.ts';

/** The `lintel` program: the one place that knows both the command line and the language server. */
void runCommandLine(async () => {
  const { startServer } = await import('./lsp/main.ts');
  await startServer();
});
