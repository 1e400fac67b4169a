import {
  CodeActionTriggerKind,
  type Connection,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../features/callHierarchy.ts';
import { documentationLink, pinCommand } from '../features/clientAbilities.ts';
import { codeActions, fixAllKind } from '../features/codeActions.ts';
import { completion } from '../features/completion.ts';
import { configCompletion } from '../features/configCompletion.ts';
import { configHover } from '../features/configHover.ts';
import { describedSchema } from '../features/configPath.ts';
import { definition } from '../features/definition.ts';
import { documentHighlight } from '../features/documentHighlight.ts';
import { documentLinks } from '../features/documentLinks.ts';
import { documentSymbols } from '../features/documentSymbols.ts';
import { foldingRanges } from '../features/foldingRanges.ts';
import { hover } from '../features/hover.ts';
import { inlayHints } from '../features/inlayHints.ts';
import { references } from '../features/references.ts';
import { summary } from '../linter/ruleSummary.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { documentation } from '../rules/documentation.ts';
import { registry } from '../rules/registry.ts';
import type { Host } from './host.ts';
import { withoutLinksOut } from './linksOut.ts';
import type { Session } from './session.ts';

/** What the server can be asked. */
export const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  callHierarchyProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix', fixAllKind] },
  completionProvider: { triggerCharacters: ['"', "'", ' ', '~', '<', '>', '='] },
  definitionProvider: true,
  executeCommandProvider: { commands: [pinCommand] },
  documentHighlightProvider: true,
  documentLinkProvider: {},
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  hoverProvider: true,
  inlayHintProvider: true,
  referencesProvider: true,
};

const ruleTexts = new Map([...documentation].map(([rule, page]) => [rule, summary(page)]));
const configSchema = describedSchema(ruleTexts);

/** Wires each request to its function: one line a request. */
export function registerFeatures(connection: Connection, session: () => Session, host: Host): void {
  const snapshotOf = async (uri: string): Promise<Snapshot> => {
    const { workspace } = await session().withBundle(uri);
    return workspace.snapshot();
  };

  connection.onCodeAction(async ({ textDocument: { uri }, range, context: { only, triggerKind } }, token) => {
    const active = session();
    const { client } = active;
    const isAsked = triggerKind !== CodeActionTriggerKind.Automatic;
    const folder = await (isAsked ? active.fresh(uri) : active.ready(uri));
    if (token.isCancellationRequested) {
      return null;
    }
    const { workspace } = folder;
    const actions = codeActions(workspace.snapshot(), uri, range, {
      rules: registry,
      config: workspace.config,
      only,
      client,
      canResolve: client.trusted && client.appliesEdits && host.resolveBundle !== undefined,
      configFile: client.createsFiles ? folder.config : undefined,
      edited: (texts) => workspace.edited(texts),
    });
    const stated = actions.map((action) => (action.edit ? { ...action, edit: active.edit(action.edit) } : action));
    return withoutLinksOut(stated, { openUri: uri, folderUri: folder.uri }, host, client.showsDisabledActions);
  });
  connection.onCompletion(async ({ textDocument: { uri }, position }) => {
    const active = session();
    const configText = configTextAt(active, uri);
    return configText === undefined
      ? completion(await snapshotOf(uri), uri, position)
      : active.client.completesYaml
        ? []
        : configCompletion(configText, position, configSchema);
  });
  connection.onDefinition(async ({ textDocument: { uri }, position }) =>
    definition(await snapshotOf(uri), uri, position),
  );
  connection.onDocumentHighlight(async ({ textDocument: { uri }, position }) =>
    documentHighlight(await snapshotOf(uri), uri, position),
  );
  connection.onDocumentLinks(async ({ textDocument: { uri } }) => documentLinks(await snapshotOf(uri), uri));
  connection.onDocumentSymbol(async ({ textDocument: { uri } }) => documentSymbols(await snapshotOf(uri), uri));
  connection.onFoldingRanges(async ({ textDocument: { uri } }) => foldingRanges(await snapshotOf(uri), uri));
  connection.onHover(async ({ textDocument: { uri }, position }, token) => {
    const active = session();
    const configText = configTextAt(active, uri);
    if (configText !== undefined) {
      return active.client.completesYaml ? null : configHover(configText, position, configSchema);
    }
    const { workspace } = await active.ready(uri);
    if (token.isCancellationRequested) {
      return null;
    }
    return hover(workspace.snapshot(), uri, position, {
      rules: registry,
      config: workspace.config,
      documentationLink: documentationLink(active.client),
    });
  });
  connection.languages.inlayHint.on(async ({ textDocument: { uri }, range }) =>
    inlayHints(await snapshotOf(uri), uri, range),
  );
  connection.onReferences(async ({ textDocument: { uri }, position, context }) =>
    references(await snapshotOf(uri), uri, position, context.includeDeclaration),
  );
  connection.languages.callHierarchy.onPrepare(async ({ textDocument: { uri }, position }) =>
    prepareCallHierarchy(await snapshotOf(uri), uri, position),
  );
  connection.languages.callHierarchy.onIncomingCalls(async ({ item }) =>
    incomingCalls(await snapshotOf(item.uri), item),
  );
  connection.languages.callHierarchy.onOutgoingCalls(async ({ item }) =>
    outgoingCalls(await snapshotOf(item.uri), item),
  );
  // Not of the protocol: the client's "explain" command shows the answers.
  connection.onRequest('lintel/rules', () => [...ruleTexts].map(([rule, finds]) => ({ rule, finds })));
  connection.onRequest('lintel/documentation', ({ rule }: { rule: string }) => documentation.get(rule) ?? null);
}

/** The text of a `.lintel.yml`; undefined for any other file. */
function configTextAt(session: Session, uri: string): string | undefined {
  const folder = session.folderOf(uri);
  return folder.isConfig(uri) ? (folder.config.text ?? '') : undefined;
}
