import type { InitializeParams } from 'vscode-languageserver';
import type { ClientAbilities } from '../features/clientAbilities.ts';

/** What the client says of itself when it connects. */
export interface ClientDescription extends ClientAbilities {
  /**
   * Whether programs may run in these folders. A client that does not speak of trust is an editor without such a notion: the person opened
   * the folder.
   */
  readonly trusted: boolean;
  /** It answers `workspace/configuration`. */
  readonly answersConfiguration: boolean;
  readonly showsProgress: boolean;
  /** It reads files for a server that cannot. */
  readonly readsFiles: boolean;
  /** Something else completes and explains YAML by its schema. */
  readonly completesYaml: boolean;
  /** It takes edits that name the versions of the texts that they change. */
  readonly documentChanges: boolean;
  /** It makes edits that the server asks for. */
  readonly appliesEdits: boolean;
  /** It shows code actions that cannot be taken, with the reason. */
  readonly showsDisabledActions: boolean;
  /** It asks for inlay hints again when it is told to. */
  readonly refreshesHints: boolean;
  /** It has Lintel's own views, which want to know when findings change. */
  readonly showsViews: boolean;
}

/** Reads the capabilities, and `trusted`, `views`, `files`, `commands` and `completesYaml` of the initialization options. */
export function readAbilities({ capabilities, initializationOptions }: InitializeParams): ClientDescription {
  const { textDocument, workspace, window } = capabilities;
  const edits = workspace?.workspaceEdit;
  const documentChanges = edits?.documentChanges === true;
  const options = new Map(Object.entries(isObject(initializationOptions) ? initializationOptions : {}));
  const commands: unknown = options.get('commands');
  return {
    trusted: options.get('trusted') !== false,
    answersConfiguration: workspace?.configuration === true,
    documentChanges,
    appliesEdits: workspace?.applyEdit === true,
    showsProgress: window?.workDoneProgress === true,
    completesYaml: options.get('completesYaml') === true,
    readsFiles: options.get('files') === true,
    showsDisabledActions: textDocument?.codeAction?.disabledSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    showsViews: options.get('views') === true,
    snippets: documentChanges && edits.snippetEditSupport === true,
    confirmation: documentChanges && edits.changeAnnotationSupport !== undefined,
    createsFiles: documentChanges && edits.resourceOperations?.includes('create') === true,
    commands: new Set(Array.isArray(commands) ? commands.filter((name) => typeof name === 'string') : []),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
