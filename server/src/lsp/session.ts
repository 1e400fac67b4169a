import {
  type Connection,
  type FileEvent,
  type InitializeParams,
  type Diagnostic as LspDiagnostic,
  MessageType,
  type WorkspaceEdit,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { groupBy } from '../features/groupBy.ts';
import { withVersions } from '../features/workspaceEdit.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { memoryFileSystem } from '../workspace/memoryFileSystem.ts';
import { askSettings, lintelSection, showMessage } from './asking.ts';
import { Bases, changesBase } from './bases.ts';
import { workspaceFiles } from './clientFileSystem.ts';
import { type ConfigChange, Folder, type FolderOptions } from './folder.ts';
import { Folders, untitledFolder } from './folders.ts';
import { Hints } from './hints.ts';
import type { Host } from './host.ts';
import { nextTurn } from './nextTurn.ts';
import { showProgress } from './progress.ts';
import { Publisher } from './publisher.ts';
import { type ClientDescription, readAbilities } from './readAbilities.ts';
import { Turns } from './turns.ts';
import type { UriSpelling } from './uriSpelling.ts';

/** A pause in typing, in milliseconds. */
const settleAfterMs = 300;

/** What is open in an editor arrives within this time after its start, in milliseconds: neither it nor its findings must wait behind the index. */
const openedWithinMs = 50;

/** What a session is made of. */
export interface SessionParts {
  readonly connection: Connection;
  readonly host: Host;
  readonly uris: UriSpelling;
  readonly parser: RubyParser;
  /** The version of the text that the client shows; undefined for what is not open. */
  readonly versionOf: (uri: string) => number | undefined;
}

/** The state of one connection: the folders, and which findings the client was told. */
export class Session {
  readonly #connection: Connection;
  readonly #host: Host;
  readonly #parser: RubyParser;
  readonly #versionOf: SessionParts['versionOf'];
  /** The files of the workspace, on this machine or through the client. */
  readonly fileSystem: FileSystem;
  readonly #bases: Bases;
  /** What the client can do. */
  readonly client: ClientDescription;
  readonly #folders = new Folders((uri, options) => this.#makeFolder(uri, options));
  readonly #publisher: Publisher;
  readonly #hints: Hints | undefined;
  readonly #abort = new AbortController();
  readonly turns = new Turns(this.#abort.signal);
  /** The settings that a client last sent that is not asked for any: folders that come later follow them too. */
  #pushed: unknown;
  #publishing: ReturnType<typeof setTimeout> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #isWhole: () => void = () => undefined;
  /** Resolves once every folder that was there at the start is read and compared with its base: what is asked of the whole workspace waits for it. */
  readonly whole = new Promise<void>((resolve) => {
    this.#isWhole = resolve;
  });

  constructor({ connection, host, uris, parser, versionOf }: SessionParts, params: InitializeParams) {
    this.#connection = connection;
    this.#host = host;
    this.#publisher = new Publisher(connection, uris);
    this.#parser = parser;
    this.#versionOf = versionOf;
    this.client = readAbilities(params);
    this.#hints = this.client.refreshesHints ? new Hints(connection) : undefined;
    this.fileSystem = workspaceFiles(connection, host.fileSystem, this.client.readsFiles);
    const finder = host.baseFinder(this.fileSystem, parser);
    this.#bases = new Bases({ finder, host, trusted: this.client.trusted, over: this.#abort.signal });
    // Some clients leave it out where the protocol has them say null.
    const rootUri = params.rootUri ? [{ uri: params.rootUri, name: '' }] : [];
    for (const { uri } of params.workspaceFolders ?? rootUri) {
      this.#folders.add(uri);
    }
  }

  /** Reads the configuration and then every file, while open documents are answered already. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.folders.map((folder) => this.#startFolder(folder)));
    } finally {
      this.#isWhole();
    }
  }

  dispose(): void {
    clearTimeout(this.#publishing);
    clearTimeout(this.#settling);
    this.#abort.abort();
    for (const folder of this.folders) {
      folder.over.abort();
    }
  }

  get folders(): readonly Folder[] {
    return this.#folders.all;
  }

  /** The folder that a document belongs to: see {@link Folders}. */
  folderOf(uri: string): Folder {
    return this.#folders.of(uri);
  }

  /** The folder that a document belongs to, which knows the whole bundle of a Gemfile or lock, though it may not be read yet. */
  async withBundle(uri: string, folder = this.folderOf(uri)): Promise<Folder> {
    if (!folder.isRead) {
      await folder.readBundle(uri);
    }
    return folder;
  }

  /**
   * As `ready`, with what a fix for the document may change beside it as it is on the disk: not every editor tells what happens there, and an
   * edit of a text that is no more there breaks the file.
   */
  async fresh(uri: string): Promise<Folder> {
    const folder = this.folderOf(uri);
    const before = folder.workspace.provisionalSnapshot();
    await folder.readBundle(uri);
    const change = await folder.readConfig();
    if (folder.workspace.provisionalSnapshot() !== before) {
      await this.#follow(folder, change);
    }
    return this.ready(uri, folder);
  }

  /** The folder that a document belongs to, ready to answer about its calls at once. */
  async ready(uri: string, folder = this.folderOf(uri)): Promise<Folder> {
    await this.withBundle(uri, folder);
    await folder.find(uri, () => this.turns.letIn());
    return folder;
  }

  /** An edit of texts as they are known now. A client that knows versions refuses it once one of them is another, instead of tearing it apart. */
  edit(edit: WorkspaceEdit): WorkspaceEdit {
    return this.client.documentChanges ? withVersions(edit, this.#versionOf) : edit;
  }

  async changeText(uri: string, text: string): Promise<void> {
    const folder = this.#folders.hold(uri);
    if (folder.isConfig(uri)) {
      folder.config.setOpenText(text);
      await this.#follow(folder, folder.applyConfig());
      return;
    }
    const isNew = !folder.isOpen(uri);
    folder.open(uri, text);
    this.#publishSoon();
    if (isNew && this.#folders.isMakeshift(folder)) {
      await this.#startMakeshift(folder, uri);
    }
  }

  /** Reads what lies beside a document outside of all folders: its configuration, the Gemfile of a lock. */
  async #startMakeshift(folder: Folder, uri: string): Promise<void> {
    await this.#configure(folder);
    await folder.readConfig();
    await folder.readBundle(uri);
    await this.#compare(folder);
  }

  async close(uri: string): Promise<void> {
    const folder = this.folderOf(uri);
    if (folder.isConfig(uri)) {
      folder.config.setOpenText(undefined);
      await this.#follow(folder, await folder.readConfig());
    } else {
      await folder.close(uri);
    }
    this.#folders.release(folder);
    this.#publishSoon();
  }

  async changeFiles(changes: readonly FileEvent[]): Promise<void> {
    // Outside of all folders only their HEADs are watched.
    const isHead = changes.some(({ uri }) => changesBase(uri) && this.#folders.innermost(uri) === undefined);
    const compared = new Set(isHead ? this.folders : []);
    for (const [folder, own] of groupBy(changes, ({ uri }) => this.#folders.innermost(uri))) {
      if (folder === undefined) {
        continue;
      }
      if (own.some(({ uri }) => folder.isConfig(uri))) {
        await this.#follow(folder, await folder.readConfig());
      }
      const files = await folder.follow(own, this.#abort.signal);
      if ([...own.map(({ uri }) => uri), ...files].some(changesBase)) {
        compared.add(folder);
      }
    }
    await Promise.all([...compared].map((folder) => this.#compare(folder)));
    this.#publishSoon();
  }

  /** Takes another set of folders. Each of the `open` documents goes to the folder that it belongs to now, and so do files on the disk. */
  async changeFolders(
    { added, removed }: WorkspaceFoldersChangeEvent,
    open: readonly { readonly uri: string; getText(): string }[],
  ): Promise<void> {
    const homes = open.map((document) => ({ document, home: this.folderOf(document.uri) }));
    for (const { uri } of removed) {
      this.#folders.drop(uri);
    }
    this.#folders.dropMakeshift();
    const around = this.folders.filter((folder) => [...added, ...removed].some(({ uri }) => folder.contains(uri)));
    const fresh = added.map(({ uri }) => this.#folders.add(uri));
    for (const { document, home } of homes) {
      if (this.folderOf(document.uri) !== home) {
        home.forget(document.uri);
        await this.changeText(document.uri, document.getText());
      }
    }
    for (const folder of around) {
      folder.forgetIgnored();
    }
    await Promise.all([
      ...fresh.map((folder) => this.#startFolder(folder)),
      ...around.map((folder) => this.#follow(folder, { base: true, files: true })),
    ]);
    this.#publishSoon();
  }

  /** Settings that were pushed, or an invitation to pull them. */
  async changeSettings(settings: unknown): Promise<void> {
    this.#pushed = lintelSection(settings);
    await Promise.all(
      this.folders.map(async (folder) => {
        await this.#follow(folder, await this.#configure(folder));
      }),
    );
  }

  #makeFolder(uri: string, options: FolderOptions): Folder {
    // What was never saved lies beside nothing.
    return new Folder(uri, this.#parser, uri === untitledFolder ? memoryFileSystem(new Map()) : this.fileSystem, {
      readBehind: uri.startsWith('file:') ? this.#host.readBehind : undefined,
      onUnread: (file, reason) => this.#connection.console.warn(`${file}: skipped: ${reason}`),
      ...options,
    });
  }

  async #startFolder(folder: Folder): Promise<void> {
    await this.#configure(folder);
    await folder.readConfig();
    await new Promise((resolve) => setTimeout(resolve, openedWithinMs));
    while (this.#publishing !== undefined) {
      await nextTurn();
    }
    const progress = this.client.showsProgress ? showProgress(this.#connection, folder.uri) : undefined;
    try {
      await folder.index(folder.over.signal, (files) => progress?.report(files));
      await folder.settle(() => this.turns.letIn());
    } catch (error) {
      if (folder.over.signal.aborted) {
        return;
      }
      this.#connection.console.error(`${folder.uri}: ${String(error)}`);
    } finally {
      progress?.done();
    }
    await this.#compare(folder);
  }

  /** Finds anew what the locks of the folder that holds `uri` are compared with: after a save, a commit or a changed setting. */
  async refreshBases(uri: string): Promise<void> {
    await this.#compare(this.folderOf(uri));
  }

  async #compare(folder: Folder): Promise<void> {
    const { workspace } = folder;
    const found = await this.#bases.find(workspace.lockUris, workspace.config.base);
    for (const [lockUri, base] of found) {
      workspace.setBase(lockUri, base);
    }
    // A large repository has dozens of locks: all at once would be felt.
    for (const shown of folder.shownUris) {
      this.#judge(folder, shown);
      await this.turns.letIn();
    }
    this.#publishSoon();
  }

  /** What a lock of this folder could be compared with, where git is run, and what the folder's configuration names, whatever the settings say. */
  async bases(folderUri: string): Promise<{ refs: readonly string[]; inFile?: string | undefined }> {
    const refs = await this.#bases.refs(folderUri);
    return { refs, inFile: this.#folders.get(folderUri)?.config.baseInFile };
  }

  async #configure(folder: Folder): Promise<ConfigChange> {
    const settings = this.client.answersConfiguration ? await askSettings(this.#connection, folder.uri) : this.#pushed;
    const given = typeof settings === 'object' && settings !== null ? settings : {};
    for (const problem of folder.config.setSettings(given)) {
      void showMessage(this.#connection, MessageType.Error, `Lintel: the settings are left out, for lintel.${problem}`);
    }
    return folder.applyConfig();
  }

  /** Does what a new configuration asks for. What lies below a document outside of all folders may be a whole disk. */
  async #follow(folder: Folder, { base, files }: ConfigChange): Promise<void> {
    if (files && !this.#folders.isMakeshift(folder)) {
      await folder.index(folder.over.signal, () => undefined).catch(() => undefined);
    }
    if (base) {
      await this.#compare(folder);
    }
    this.#publishSoon();
  }

  /** Publishes after the messages that wait already were taken, so that a burst of edits is judged once. */
  #publishSoon(): void {
    this.#publishing ??= setTimeout(() => {
      this.#publishing = undefined;
      this.#publish();
    }, 0);
  }

  /** Sends the findings of every shown file that differ from what the client knows. */
  #publish(): void {
    const stale = new Set(this.#publisher.told);
    for (const folder of this.folders) {
      for (const uri of folder.shownUris) {
        stale.delete(uri);
        this.#publisher.send(uri, this.#judge(folder, uri));
      }
    }
    for (const uri of stale) {
      this.#publisher.withdraw(uri);
    }
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#settle(), settleAfterMs);
  }

  /** What follows from an edit in other files, and the views, wait until nobody types and every folder is read, after which it is published anew. */
  async #settle(): Promise<void> {
    if (this.folders.some(({ isIndexing }) => isIndexing)) {
      return;
    }
    try {
      const settled = await Promise.all(this.folders.map((folder) => folder.settle(() => this.turns.pause())));
      if (settled.includes(true)) {
        this.#publishSoon();
        return;
      }
      if (this.client.showsViews) {
        await this.#connection.sendNotification('lintel/didChange');
      }
      await this.#hints?.follow(this.folders.flatMap(({ bundles }) => bundles));
    } catch (error) {
      if (!this.#abort.signal.aborted) {
        this.#connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }
  }

  /** A rule that fails on one file must not take the server, and so every other file's findings, with it. */
  #judge(folder: Folder, uri: string): LspDiagnostic[] {
    try {
      return folder.diagnostics(uri, this.client);
    } catch (error) {
      this.#connection.console.error(`${uri}: ${error instanceof Error ? error.stack : String(error)}`);
      return [];
    }
  }
}
