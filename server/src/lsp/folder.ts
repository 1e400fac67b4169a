import { FileChangeType, type FileEvent } from 'vscode-languageserver';
import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Bundle } from '../dependencies/bundle.ts';
import type { ClientAbilities } from '../features/clientAbilities.ts';
import { configDiagnostics } from '../features/configDiagnostics.ts';
import { findings } from '../features/findings.ts';
import { toLspDiagnostic } from '../features/lspDiagnostic.ts';
import type { Config } from '../linter/config.ts';
import { registry } from '../rules/registry.ts';
import { fileKind, gemfileOf, isUntitled, lockOf } from '../syntax/fileKind.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { type FileSystem, maxFileBytes, type OnUnread, unparsedReason } from '../workspace/fileSystem.ts';
import { isBelowAny } from '../workspace/goals.ts';
import { isBelowSkippedFolder } from '../workspace/skippedFiles.ts';
import type { ReadBehind, SummaryRead } from '../workspace/summaryRead.ts';
import { Workspace } from '../workspace/workspace.ts';
import { FolderConfig } from './folderConfig.ts';
import { inSlices, pauses } from './slices.ts';

const configName = '.lintel.yml';
const ignoreName = '/.gitignore';

/** What has to be done anew because the configuration changed. */
export interface ConfigChange {
  /** Bases have to be found again. */
  readonly base: boolean;
  /** The folder has to be indexed again, for a file counts that did not. */
  readonly files: boolean;
}

export interface FolderOptions {
  readonly readBehind?: ReadBehind | undefined;
  /** Is told of what cannot be read, and of texts that the parser gives up on. */
  readonly onUnread?: OnUnread;
  /** Whether a file below this folder belongs to another one, which lies within it. */
  readonly isElsewhere?: (uri: string, self: Folder) => boolean;
}

/** One workspace folder: its files, its configuration, and what is open in the editor instead of on the disk. */
export class Folder {
  readonly uri: string;
  readonly workspace: Workspace;
  readonly config: FolderConfig;
  /** Aborts when it leaves the session, or that ends: nobody wants to know any more what lies in it. */
  readonly over = new AbortController();
  readonly #fileSystem: FileSystem;
  readonly #readBehind: ReadBehind | undefined;
  readonly #onUnread: OnUnread | undefined;
  readonly #isElsewhere: (uri: string, self: Folder) => boolean;
  readonly #open = new Map<string, string>();
  /** What was found in Gemfiles and locks, which no edit of a Ruby file changes. */
  readonly #told = new Map<string, { bundle: Bundle; config: Config; diagnostics: LspDiagnostic[] }>();
  /** For each index that is being made, the files of which something newer is known than what it reads. */
  readonly #newer = new Set<Set<string>>();
  /** The files that were told of because the parser gives up on their texts. */
  readonly #unparsed = new Set<string>();
  #isRead = false;

  constructor(uri: string, parser: RubyParser, fileSystem: FileSystem, options: FolderOptions = {}) {
    this.uri = uri;
    this.#fileSystem = fileSystem;
    this.#readBehind = options.readBehind;
    this.#onUnread = options.onUnread;
    this.#isElsewhere = options.isElsewhere ?? (() => false);
    this.workspace = new Workspace(uri, parser, { patient: true });
    this.config = new FolderConfig(`${uri}/${configName}`);
  }

  contains(uri: string): boolean {
    return uri.startsWith(`${this.uri}/`);
  }

  isConfig(uri: string): boolean {
    return uri === this.config.uri;
  }

  /** Takes what the editor shows; the file on the disk does not count until it is closed. A text that would not be read from there is not here. */
  open(uri: string, text: string): void {
    this.#open.set(uri, text);
    this.#outdate(uri);
    if (text.length > maxFileBytes || this.#isIgnored(uri)) {
      this.workspace.delete(uri);
    } else {
      this.workspace.setText(uri, text, { isTyped: true });
      this.#tellUnparsed(uri);
    }
  }

  async close(uri: string): Promise<void> {
    this.#open.delete(uri);
    if (isUntitled(uri) || this.#isSkipped(uri)) {
      this.forget(uri);
    } else {
      await this.reload(uri);
    }
  }

  /** Whether a document of it, other than the configuration, is open in the editor. */
  get hasOpen(): boolean {
    return this.#open.size > 0;
  }

  isOpen(uri: string): boolean {
    return this.#open.has(uri);
  }

  #filesBelow(folders: ReadonlySet<string>): readonly string[] {
    return folders.size === 0 ? [] : this.workspace.uris.filter((uri) => isBelowAny(uri, folders));
  }

  /** A document belongs to another folder now. */
  forget(uri: string): void {
    this.#open.delete(uri);
    this.#outdate(uri);
    this.workspace.delete(uri);
  }

  /** Reads a file anew after it changed on the disk; one that is gone, unreadable or ignored, or that no walk gets to, is forgotten. */
  async reload(uri: string): Promise<void> {
    await this.follow([{ uri, type: FileChangeType.Changed }]);
  }

  /**
   * Takes what happened on the disk to files, to folders, of which a client tells the name and nothing of what is in them, and to what
   * `.gitignore` leaves out. Only what a walk of the folder gets to counts: a gem that was installed there is none of the project's own. Resolves
   * to the files that may be others now.
   */
  async follow(changes: readonly FileEvent[], signal?: AbortSignal): Promise<readonly string[]> {
    // Most are of git, caches and logs.
    const reached = changes.filter(({ uri }) => !this.#isSkipped(uri));
    const files = reached.filter(({ uri }) => fileKind(uri) !== 'other').map(({ uri }) => uri);
    const folders = reached.filter(({ uri, type }) => fileKind(uri) === 'other' && type !== FileChangeType.Changed);
    const asked = new Set([...files, ...folders.map(({ uri }) => withoutSlash(uri))]);
    const filtered = reached.flatMap(({ uri }) => (uri.endsWith(ignoreName) ? [uri.slice(0, -ignoreName.length)] : []));
    const goals = [...asked, ...filtered];
    if (goals.length === 0) {
      return [];
    }
    const pause = pauses(signal);
    const there = new Set<string>();
    for await (const uri of this.#fileSystem.walk(this.uri, signal, undefined, goals)) {
      there.add(uri);
      await pause();
    }
    const gone = folders.filter(({ type }) => type === FileChangeType.Deleted).map(({ uri }) => withoutSlash(uri));
    const known = new Set(this.#filesBelow(new Set([...gone, ...filtered])));
    const stays = (uri: string) => known.has(uri) && there.has(uri) && !asked.has(uri) && !isBelowAny(uri, asked);
    const changed = [...new Set([...files, ...known, ...there])].filter((uri) => !stays(uri));
    for (const uri of changed) {
      this.#outdate(uri);
      if (there.has(uri)) {
        await this.#read(uri);
      } else if (!this.#open.has(uri)) {
        this.workspace.delete(uri);
      }
      await pause();
    }
    return changed;
  }

  /** Reads anew what belongs to the bundle of a Gemfile or lock and nobody has open. */
  async readBundle(uri: string): Promise<void> {
    const kind = fileKind(uri);
    if (kind === 'lockfile' || kind === 'gemfile') {
      const [gemfileUri, lockUri] = kind === 'lockfile' ? [gemfileOf(uri), uri] : [uri, lockOf(uri)];
      const declarations = this.workspace.provisionalSnapshot().bundleFor(uri)?.gemfile?.declarations ?? [];
      const beside = new Set([gemfileUri, lockUri, ...declarations.map((gem) => gem.uri)]);
      await this.follow([...beside].map((file) => ({ uri: file, type: FileChangeType.Changed })));
    }
  }

  async #read(uri: string): Promise<void> {
    if (this.#open.has(uri) || fileKind(uri) === 'other') {
      return;
    }
    const read = this.#isIgnored(uri) ? undefined : await this.#fileSystem.read(uri);
    if (this.#open.has(uri)) {
      return;
    }
    if (read?.ok) {
      this.workspace.setText(uri, read.text);
      this.#tellUnparsed(uri);
      return;
    }
    this.workspace.delete(uri);
    if (read !== undefined) {
      this.#onUnread?.(uri, read.reason);
    }
  }

  #tellUnparsed(uri: string): void {
    if (!this.workspace.isUnparsed(uri)) {
      this.#unparsed.delete(uri);
    } else if (!this.#unparsed.has(uri)) {
      this.#unparsed.add(uri);
      this.#onUnread?.(uri, unparsedReason);
    }
  }

  /**
   * Reads every file below the folder, in other threads where there are any, else pausing often. Rejects when `signal` aborts. `onProgress`
   * gets the number of files so far.
   */
  async index(signal: AbortSignal, onProgress: (files: number) => void): Promise<void> {
    const newer = new Set(this.#open.keys());
    this.#newer.add(newer);
    this.workspace.isGrowing = true;
    try {
      await this.#index(newer, signal, onProgress);
      this.#isRead = true;
    } finally {
      this.#newer.delete(newer);
      this.workspace.isGrowing = this.isIndexing;
    }
  }

  /** Whether every file was read once. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** Whether files are being read: what is said of the workspace as a whole would be outdated at once. */
  get isIndexing(): boolean {
    return this.#newer.size > 0;
  }

  async #index(newer: Set<string>, signal: AbortSignal, onProgress: (files: number) => void): Promise<void> {
    const pause = pauses(signal);
    const ruby = new Set<string>();
    let files = 0;
    const tell: OnUnread = (uri, reason) => {
      if (!this.#isIgnored(uri)) {
        this.#onUnread?.(uri, reason);
      }
    };
    for await (const uri of this.#fileSystem.walk(this.uri, signal, tell)) {
      if (fileKind(uri) === 'ruby') {
        ruby.add(uri);
      } else {
        await this.#read(uri);
        onProgress(++files);
      }
      await pause();
    }
    await this.#indexBehind(ruby, newer, signal, () => onProgress(++files));
    for (const uri of ruby) {
      await this.#read(uri);
      onProgress(++files);
      await pause();
    }
  }

  /** Takes those that other threads read out of `ruby`: none where there are no threads, not all when one dies. */
  async #indexBehind(
    ruby: Set<string>,
    newer: ReadonlySet<string>,
    signal: AbortSignal,
    onFile: () => void,
  ): Promise<void> {
    try {
      await this.#readBehind?.([...ruby], signal, (read) => {
        if (ruby.delete(read.uri) && !newer.has(read.uri) && !this.#isIgnored(read.uri)) {
          this.#take(read);
        }
        onFile();
      });
    } catch {
      signal.throwIfAborted();
    }
  }

  #take(read: SummaryRead): void {
    if ('reason' in read) {
      this.#onUnread?.(read.uri, read.reason);
    } else {
      this.workspace.setSummary(read.uri, read.summary, read.text, read.mentions);
      this.#tellUnparsed(read.uri);
    }
  }

  #outdate(uri: string): void {
    for (const newer of this.#newer) {
      newer.add(uri);
    }
  }

  async readConfig(): Promise<ConfigChange> {
    const read = await this.#fileSystem.read(this.config.uri);
    this.config.setDiskText(read.ok ? read.text : undefined);
    return this.applyConfig();
  }

  /** Puts the configuration in force where it changed. */
  applyConfig(): ConfigChange {
    const [before, after] = [this.workspace.config, this.config.config];
    if (JSON.stringify(before) === JSON.stringify(after)) {
      return { base: false, files: false };
    }
    this.workspace.config = after;
    const files = JSON.stringify(before.ignore) !== JSON.stringify(after.ignore);
    if (files) {
      this.forgetIgnored();
    }
    return { base: files || before.base !== after.base, files };
  }

  /** Brings up to date what one file's findings say of other files, with many a `pause`. Resolves to whether anything was behind. */
  settle(pause: () => Promise<void>): Promise<boolean> {
    return inSlices(this.workspace.settle(), pause);
  }

  /** Has the calls of a file found, with a `pause` where that takes long, so that an answer about them is no wait for others. */
  find(uri: string, pause: () => Promise<void>): Promise<void> {
    return inSlices(this.workspace.find(uri), pause);
  }

  /** The files whose findings are shown: what is open, every Gemfile and lock, since few people open those, and the configuration. */
  get shownUris(): readonly string[] {
    const bundled = this.bundles.flatMap(({ lockUri, gemfileUri }) =>
      gemfileUri === undefined ? [lockUri] : [lockUri, gemfileUri],
    );
    return [...new Set([...this.#open.keys(), ...bundled, this.config.uri])];
  }

  /** The bundle of every lock, each the same object until something that it is made of changes. */
  get bundles(): readonly Bundle[] {
    const snapshot = this.workspace.provisionalSnapshot();
    return this.workspace.lockUris.map((uri) => snapshot.bundleFor(uri)).filter((bundle) => bundle !== undefined);
  }

  /**
   * The findings of one file, until the folder has settled as far as they are known at once. Those of a Gemfile or lock are the same array
   * until its bundle or the configuration changes.
   */
  diagnostics(uri: string, client: ClientAbilities): LspDiagnostic[] {
    if (this.isConfig(uri)) {
      return configDiagnostics(this.config.text ?? '', registry);
    }
    const snapshot = this.workspace.provisionalSnapshot();
    const { config } = this.workspace;
    const bundle = fileKind(uri) === 'ruby' ? undefined : snapshot.bundleFor(uri);
    const told = this.#told.get(uri);
    if (told !== undefined && told.bundle === bundle && told.config === config) {
      return told.diagnostics;
    }
    const diagnostics = findings(snapshot, uri, registry, config).map((finding) => toLspDiagnostic(finding, client));
    if (bundle !== undefined) {
      this.#told.set(uri, { bundle, config, diagnostics });
    }
    return diagnostics;
  }

  #isSkipped(uri: string): boolean {
    return isBelowSkippedFolder(this.workspace.path(uri));
  }

  #isIgnored(uri: string): boolean {
    return this.workspace.isIgnored(uri) || this.#isElsewhere(uri, this);
  }

  /** Forgets the files that do not count here any more. */
  forgetIgnored(): void {
    for (const uri of this.workspace.uris.filter((known) => this.#isIgnored(known))) {
      this.workspace.delete(uri);
    }
    for (const [uri, text] of this.#open) {
      this.open(uri, text);
    }
  }
}

/** The root of a file system is a folder whose URI ends in a slash. */
export function withoutSlash(uri: string): string {
  return uri.replace(/\/$/, '');
}
