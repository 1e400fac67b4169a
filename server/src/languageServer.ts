import { startServer } from './lsp/main.ts';

/** The language server as a program of its own: what the VS Code client starts. */
void startServer();
