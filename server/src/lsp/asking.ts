import {
  type Connection,
  MessageType,
  ShowMessageNotification,
  type WorkDoneProgressServerReporter,
} from 'vscode-languageserver';

/*
 * What the server asks of the client. One may refuse, whatever it said that it can, and a refusal that nobody takes would end the process:
 * the work goes on without.
 */

/** Progress to report to; undefined where the client shows none after all. */
export async function createProgress(connection: Connection): Promise<WorkDoneProgressServerReporter | undefined> {
  return orLog(connection, () => connection.window.createWorkDoneProgress());
}

/** The client's settings for a folder; undefined when it gives none. */
export async function askSettings(connection: Connection, scopeUri: string): Promise<unknown> {
  return orLog(connection, () => connection.workspace.getConfiguration({ scopeUri, section: 'lintel' }));
}

/** The settings for every folder among those that a client sends unasked. */
export function lintelSection(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && 'lintel' in settings ? settings.lintel : undefined;
}

/** Has the client ask anew for the hints that it shows. */
export async function refreshHints(connection: Connection): Promise<void> {
  await orLog(connection, () => connection.languages.inlayHint.refresh());
}

/** Shows a message, and resolves to whether the person took the offer that goes with it. */
export async function showMessage(
  connection: Connection,
  type: typeof MessageType.Error | typeof MessageType.Info,
  message: string,
  offer?: string,
): Promise<boolean> {
  const { window } = connection;
  const offers = offer === undefined ? [] : [{ title: offer }];
  try {
    const taken = await (type === MessageType.Error
      ? window.showErrorMessage(message, ...offers)
      : window.showInformationMessage(message, ...offers));
    return taken !== undefined && taken !== null;
  } catch {
    // Who cannot be asked can be told.
    await connection.sendNotification(ShowMessageNotification.type, { type, message });
    return false;
  }
}

async function orLog<T>(connection: Connection, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    connection.console.warn(String(error));
    return undefined;
  }
}
