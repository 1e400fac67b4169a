import { startBrowserServer } from './lsp/browserMain.ts';

declare const self: Parameters<typeof startBrowserServer>[0];

/** The language server as a web worker: what the VS Code client starts in a browser. */
startBrowserServer(self);
