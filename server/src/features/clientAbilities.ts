/** What a client can do beyond the protocol's basics: without these, what would need them is not offered. */
export interface ClientAbilities {
  /** A snippet's placeholder is selected, to be typed over. */
  readonly snippets: boolean;
  /** Edits can be shown and confirmed before they are made. */
  readonly confirmation: boolean;
  /** Edits can create files. */
  readonly createsFiles: boolean;
  /** Commands of the client's own that code actions, hovers and messages may name. */
  readonly commands: ReadonlySet<string>;
}

/** Shows a rule's documentation; its one argument is the rule's id. */
export const explainCommand = 'lintel.explainRule';

/** Previews fixes in every file; its one argument is the id of the rule, and all that are safe without it. */
export const fixWorkspaceCommand = 'lintel.fixAllInWorkspace';

/** Pins a gem through Bundler, in Gemfile and lock at once; its arguments are the URI of the lock and the gem. A command of the server's. */
export const pinCommand = 'lintel.pin';

/** Shows the log of the server. */
export const showOutputCommand = 'lintel.showOutput';

/** Saves a Gemfile and its lock, and installs what they ask for; its one argument is the URI of the Gemfile. */
export const bundleInstallCommand = 'lintel.bundleInstall';

/** An editor of which nothing is known. */
export const plainClient: ClientAbilities = {
  snippets: false,
  confirmation: false,
  createsFiles: false,
  commands: new Set(),
};

/** The target that opens a rule's documentation; undefined for a client that has no such command. */
export function documentationLink({ commands }: ClientAbilities): ((rule: string) => string) | undefined {
  return commands.has(explainCommand)
    ? (rule) => `command:${explainCommand}?${encodeURIComponent(JSON.stringify([rule]))}`
    : undefined;
}
