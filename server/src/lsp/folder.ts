import { findings } from '../features/findings.ts';
import { parseConfigFile } from '../linter/configFile.ts';
import type { Diagnostic } from '../linter/diagnostic.ts';
import { registry } from '../rules/registry.ts';
import { fileKind } from '../syntax/fileKind.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { type FileSystem, maxFileBytes } from '../workspace/fileSystem.ts';
import { Workspace } from '../workspace/workspace.ts';

const configName = '.lintel.yml';

/** Between two pauses that let the server answer requests, in milliseconds. */
const sliceMs = 8;

/** One workspace folder: its files, its configuration, and what is open in the editor instead of on the disk. */
export class Folder {
  readonly uri: string;
  readonly workspace: Workspace;
  readonly #fileSystem: FileSystem;
  readonly #open = new Set<string>();
  #settings: object = {};
  #configText: string | undefined;

  constructor(uri: string, parser: RubyParser, fileSystem: FileSystem) {
    this.uri = uri;
    this.#fileSystem = fileSystem;
    this.workspace = new Workspace(uri, parser);
  }

  contains(uri: string): boolean {
    return uri.startsWith(`${this.uri}/`);
  }

  /** Takes what the editor shows; the file on the disk does not count until it is closed. A text that would not be read from there is not here. */
  open(uri: string, text: string): void {
    this.#open.add(uri);
    if (text.length > maxFileBytes) {
      this.workspace.delete(uri);
    } else {
      this.workspace.setText(uri, text);
    }
  }

  async close(uri: string): Promise<void> {
    this.#open.delete(uri);
    await this.reload(uri);
  }

  /** Reads a file anew after it changed on the disk; one that is gone or unreadable is forgotten. */
  async reload(uri: string): Promise<void> {
    if (this.#open.has(uri) || fileKind(uri) === 'other') {
      return;
    }
    const read = await this.#fileSystem.read(uri);
    if (this.#open.has(uri)) {
      return;
    }
    if (read.ok) {
      this.workspace.setText(uri, read.text);
    } else {
      this.workspace.delete(uri);
    }
  }

  /** Reads every file below the folder, pausing often. Rejects when `signal` aborts. `onProgress` gets the number of files so far. */
  async index(signal: AbortSignal, onProgress: (files: number) => void): Promise<void> {
    let sliceStart = performance.now();
    let files = 0;
    for await (const uri of this.#fileSystem.walk(this.uri, signal)) {
      await this.reload(uri);
      files++;
      if (performance.now() - sliceStart > sliceMs) {
        onProgress(files);
        await new Promise((resolve) => setTimeout(resolve, 0));
        signal.throwIfAborted();
        sliceStart = performance.now();
      }
    }
  }

  /** Applies `.lintel.yml` below the editor's own `settings`, and says what is wrong with it. */
  async configure(settings: object): Promise<readonly string[]> {
    this.#settings = settings;
    return this.reloadConfig();
  }

  async reloadConfig(): Promise<readonly string[]> {
    const read = await this.#fileSystem.read(`${this.uri}/${configName}`);
    this.#configText = read.ok ? read.text : undefined;
    const { config, problems } = parseConfigFile(this.#configText ?? '', this.#settings);
    this.workspace.config = config;
    return problems.map(({ message, range }) => `${configName}:${range.start.line + 1}: ${message}`);
  }

  /** The folder's `.lintel.yml`, as it is on the disk. */
  get configFile(): { readonly uri: string; readonly text: string | undefined } {
    return { uri: `${this.uri}/${configName}`, text: this.#configText };
  }

  isConfig(uri: string): boolean {
    return uri === `${this.uri}/${configName}`;
  }

  /** The files whose findings are shown: what is open, and every Gemfile and lock, since few people open those. */
  get shownUris(): readonly string[] {
    const bundles = this.workspace.lockUris.flatMap((uri) => {
      const gemfile = this.workspace.snapshot().bundleFor(uri)?.gemfileUri;
      return gemfile === undefined ? [uri] : [uri, gemfile];
    });
    return [...new Set([...this.#open, ...bundles])];
  }

  diagnostics(uri: string): readonly Diagnostic[] {
    return findings(this.workspace.snapshot(), uri, registry, this.workspace.config);
  }
}
