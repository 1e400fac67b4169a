import { type Extension, Uri, workspace } from 'vscode';

/** Read by the client itself, so no business of the server's. */
const ownSettings = ['trace.server'];

/**
 * The `lintel.*` settings that a person has set for `scope`, as one nested object. Defaults are absent, as is what null says is not set there, so that the server can tell
 * "not set here" from "set to the default" and let `.lintel.yml` decide the former.
 */
export function chosenSettings(extension: Extension<unknown>, scope: string | undefined): object {
  const configuration = workspace.getConfiguration('lintel', scope === undefined ? undefined : Uri.parse(scope));
  const chosen = {};
  for (const name of settingNames(extension)) {
    const found = configuration.inspect(name);
    const values = [found?.workspaceFolderValue, found?.workspaceValue, found?.globalValue];
    const value = values.find((one) => one !== undefined);
    if (value !== undefined && value !== null) setPath(chosen, name.split('.'), value);
  }
  return chosen;
}

function settingNames(extension: Extension<unknown>): string[] {
  const { properties } = extension.packageJSON.contributes.configuration as { properties: object };
  return Object.keys(properties)
    .map((key) => key.replace(/^lintel\./, ''))
    .filter((name) => !ownSettings.includes(name));
}

function setPath(target: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  const inner = (target[first] ?? {}) as Record<string, unknown>;
  target[first] = inner;
  setPath(inner, rest, value);
}
