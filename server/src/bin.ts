#!/usr/bin/env node

const [command, ...options] = process.argv.slice(2);
const startServer = async (): Promise<void> => {
  await import('./languageServer.ts');
};

/** The `lintel` program: the one place that knows both the command line and the language server. Each is loaded where it is asked for. */
if (command === 'lsp' && options.every((option) => option === '--stdio')) {
  void startServer();
} else {
  void import('./cli/main.ts').then(({ runCommandLine }) => runCommandLine(startServer));
}
