import type { Connection, ServerCapabilities } from 'vscode-languageserver';
import type { Session } from './session.ts';

/** What the server can be asked, as its capabilities state it. */
export const serverFeatures: ServerCapabilities = {};

/** Wires each request to its function in `features/`: one line a request. */
export function registerFeatures(connection: Connection, session: () => Session | undefined): void {
  void connection;
  void session;
}
