import { URI } from 'vscode-uri';
import { type Base, type Bundle, isSameBase, makeBundle } from '../dependencies/bundle.ts';
import type { Gemfile } from '../dependencies/gemfile.ts';
import { mentionsOf } from '../dependencies/mentions.ts';
import { type Config, defaultConfig } from '../linter/config.ts';
import { Judgements } from '../linter/judgements.ts';
import { isIgnoredPath } from '../linter/paths.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { LiveIndex } from '../redis/liveIndex.ts';
import { ReadMethods } from '../redis/readMethods.ts';
import {
  mayHaveFindings,
  type OpenRuby,
  type RubySummary,
  summarizeOpenRuby,
  summarizeRuby,
} from '../redis/summarize.ts';
import { fileKind, gemfileOf, isUntitled } from '../syntax/fileKind.ts';
import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../syntax/lockfile/parseLockfile.ts';
import { OpenText } from '../syntax/openText.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { GemfileReadings } from './gemfileReadings.ts';

interface OpenFile extends OpenRuby {
  readonly judgements: Judgements;
}

const notCompared: Base = { state: 'absent', reason: 'no base was asked for' };

/**
 * The files of one folder as Lintel knows them: the one mutable object. It holds facts, trees of only those files that are being
 * typed in, and the text of only those whose findings can quote it. Every question is asked of a snapshot.
 */
export class Workspace {
  readonly folderUri: string;
  readonly #folderPath: string;
  readonly #parser: RubyParser;
  readonly #texts = new Map<string, string>();
  /** The Ruby texts that are being typed. */
  readonly #open = new Map<string, OpenFile>();
  readonly #index: LiveIndex;
  /** What the conditions of known breakages ask for, of the files that mention any of it. */
  readonly #mentions = new Map<string, readonly string[]>();
  readonly #gemfiles: GemfileReadings;
  readonly #locks = new Map<string, Lockfile>();
  readonly #bases = new Map<string, Base>();
  readonly #bundles = new Map<string, Bundle>();
  #config = defaultConfig;
  #snapshot: Snapshot | undefined;
  #provisional: Snapshot | undefined;

  /** A `patient` workspace is one that is being typed in: see {@link LiveIndex}. */
  constructor(folderUri: string, parser: RubyParser, { patient = false } = {}) {
    this.#index = new LiveIndex({ patient });
    this.folderUri = folderUri.replace(/\/$/, '');
    this.#folderPath = `${URI.parse(this.folderUri).path.replace(/\/$/, '')}/`;
    this.#parser = parser;
    this.#gemfiles = new GemfileReadings(parser);
  }

  get config(): Config {
    return this.#config;
  }

  set config(config: Config) {
    this.#config = config;
    this.#outdate();
    this.#bundles.clear();
    this.#index.reset();
  }

  /** Every lock that was given, in the order of their URIs. */
  get lockUris(): readonly string[] {
    return [...this.#locks.keys()].sort();
  }

  /** A file's path below the folder, with `/`. */
  path(uri: string): string {
    const { path } = URI.parse(uri);
    return path.startsWith(this.#folderPath) ? path.slice(this.#folderPath.length) : path;
  }

  /** Whether the parser gives up on a Ruby file's text, so that nothing is known of it. */
  isUnparsed(uri: string): boolean {
    return this.#index.summaries.get(uri)?.isUnparsed === true;
  }

  /** Whether the configuration has Lintel leave a file alone. Most configurations name none: no path is made of a URI for them. */
  isIgnored(uri: string): boolean {
    return this.#config.ignore.length > 0 && isIgnoredPath(this.path(uri), this.#config);
  }

  /** Every file that was given and not forgotten, in the order of their URIs. */
  get uris(): readonly string[] {
    return [
      ...new Set([...this.#texts.keys(), ...[...this.#index.summaries].map(([uri]) => uri), ...this.#locks.keys()]),
    ].sort();
  }

  /** The texts that are held: of Gemfiles, locks and gemspecs, and of Ruby files that findings can quote. */
  get texts(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** What each lock is compared with, by its URI. */
  get comparisons(): ReadonlyMap<string, Base> {
    return this.#bases;
  }

  /** Takes a file's text, new or changed. Only this file is read anew; of one that `isTyped` only what changed, until it comes without. */
  setText(uri: string, text: string, { isTyped = false } = {}): void {
    const kind = fileKind(uri);
    const isSame = this.#texts.get(uri) === text;
    if (isSame && (kind === 'lockfile' || isTyped === this.#open.has(uri))) {
      // What the editor opens, and what is read to be sure, was most often read from the disk before.
      return;
    }
    this.#outdate();
    if (!isTyped) {
      this.#closeText(uri);
    }
    if (kind === 'lockfile') {
      this.#texts.set(uri, text);
      this.#locks.set(uri, parseLockfile(text));
    } else if (kind === 'gemfile') {
      this.#texts.set(uri, text);
      this.#index.set(uri, this.#summarize(uri, text, isTyped));
    } else if (kind === 'gemspec') {
      this.#texts.set(uri, text);
    } else if (kind === 'ruby') {
      const summary = this.#summarize(uri, text, isTyped);
      this.#setSummary(uri, summary, mayHaveFindings(summary) ? text : undefined, mentionsOf(text), isTyped);
    }
    if (!isSame) {
      this.#forgetBundle(uri);
    }
  }

  #summarize(uri: string, text: string, isTyped: boolean): RubySummary {
    if (!isTyped) {
      return summarizeRuby(uri, text, this.#parser);
    }
    const open = this.#open.get(uri) ?? {
      text: new OpenText(this.#parser),
      methods: new ReadMethods(),
      judgements: new Judgements(),
    };
    this.#open.set(uri, open);
    return summarizeOpenRuby(uri, text, open);
  }

  #closeText(uri: string): void {
    this.#open.get(uri)?.text.close();
    this.#open.delete(uri);
  }

  /** Whether many files are being read: see {@link LiveIndex}. */
  set isGrowing(isGrowing: boolean) {
    this.#index.isGrowing = isGrowing;
    this.#outdate();
  }

  /** Takes a Ruby file that was read elsewhere: its facts and, where its findings can quote it, its text. */
  setSummary(uri: string, summary: RubySummary, text: string | undefined, mentions: readonly string[]): void {
    this.#setSummary(uri, summary, text, mentions, false);
  }

  #setSummary(
    uri: string,
    summary: RubySummary,
    text: string | undefined,
    mentions: readonly string[],
    isTyped: boolean,
  ): void {
    this.#outdate();
    this.#setMentions(uri, mentions);
    this.#index.set(uri, summary, { isTyped });
    if (text === undefined) {
      this.#texts.delete(uri);
    } else {
      this.#texts.set(uri, text);
    }
  }

  /** Forgets a file that is gone. One that was not known changes nothing: who looks for the lock of a Gemfile may find none, time and again. */
  delete(uri: string): void {
    if (!this.#texts.has(uri) && !this.#index.summaries.has(uri)) {
      return;
    }
    this.#outdate();
    this.#closeText(uri);
    this.#forgetBundle(uri);
    this.#setMentions(uri, []);
    this.#gemfiles.delete(uri);
    this.#index.delete(uri);
    for (const map of [this.#texts, this.#locks, this.#bases]) {
      map.delete(uri);
    }
  }

  /** What the lock at `lockUri` is compared with from now on. */
  setBase(lockUri: string, base: Base): void {
    const known = this.#bases.get(lockUri);
    if (known !== undefined && isSameBase(known, base)) {
      return;
    }
    this.#outdate();
    this.#bases.set(lockUri, base);
    this.#bundles.delete(lockUri);
  }

  /** The workspace as it would be with other texts for some files. */
  edited(texts: ReadonlyMap<string, string>): Snapshot {
    const copy = new Workspace(this.folderUri, this.#parser);
    copy.#config = this.#config;
    copyInto(copy.#texts, this.#texts);
    for (const [uri, summary] of this.#index.summaries) {
      copy.#index.set(uri, summary);
    }
    copyInto(copy.#mentions, this.#mentions);
    copyInto(copy.#locks, this.#locks);
    copyInto(copy.#bases, this.#bases);
    for (const [uri, text] of texts) {
      copy.setText(uri, text);
    }
    return copy.snapshot();
  }

  /** The workspace as it is now. The same object until something changes. */
  snapshot(): Snapshot {
    this.#snapshot ??= this.#takeSnapshot((...facts) => this.#index.view(...facts));
    return this.#snapshot;
  }

  /** The workspace as far as it is known at once while someone types: see {@link LiveIndex.provisionalView}. */
  provisionalSnapshot(): Snapshot {
    if (this.#snapshot !== undefined) {
      return this.#snapshot;
    }
    this.#provisional ??= this.#takeSnapshot((...facts) => this.#index.provisionalView(...facts));
    return this.#provisional;
  }

  #outdate(): void {
    this.#snapshot = undefined;
    this.#provisional = undefined;
  }

  #takeSnapshot(view: LiveIndex['view']): Snapshot {
    const bundles = new Map([...this.#locks.keys()].map((uri) => [uri, this.#bundle(uri)]));
    const nearest = bundleFinder(bundles);
    const bundleFor = (uri: string) => nearest(isUntitled(uri) ? `${this.folderUri}/${this.path(uri)}` : uri);
    const texts = new Map(this.#texts);
    const lockedVersion = (uri: string, gem: string) => bundleFor(uri)?.graph.gems.get(gem)?.version;
    return {
      index: view(lockedVersion, this.#config.redis),
      bundleFor,
      text: (uri) => texts.get(uri),
      path: (uri) => this.path(uri),
      judgements: (uri) => this.#open.get(uri)?.judgements,
    };
  }

  /** Brings a patient workspace up to date, a file a step: see {@link LiveIndex.settle}. */
  *settle(): Generator<void, boolean> {
    this.snapshot();
    const wasBehind = yield* this.#index.settle();
    if (wasBehind) {
      // What was found with the snapshot stays with it, and may have rested on what was behind.
      this.#outdate();
    }
    return wasBehind;
  }

  /** Has the calls of a file found for the snapshot as it is now, a part a step. */
  *find(uri: string): Generator<void> {
    this.snapshot();
    yield* this.#index.find(uri);
  }

  #bundle(lockUri: string): Bundle | undefined {
    const lock = this.#locks.get(lockUri);
    if (lock === undefined) {
      return undefined;
    }
    const known = this.#bundles.get(lockUri);
    if (known !== undefined) {
      return known;
    }
    const gemfileUri = gemfileOf(lockUri);
    const gemfile = this.#readGemfile(gemfileUri);
    const base = this.#bases.get(lockUri) ?? notCompared;
    const bundle = makeBundle({
      lockUri,
      lock,
      gemfileUri: gemfile && gemfileUri,
      gemfile,
      base,
      ownBreakages: this.#config.knownBreakages,
      mentions: this.#mentionsBelow(folderOf(lockUri)),
      depth: Math.max(lockUri.slice(this.folderUri.length + 1).split('/').length - 1, 0),
    });
    this.#bundles.set(lockUri, bundle);
    return bundle;
  }

  /** A Gemfile may evaluate other files, so it is read together with its bundle. */
  #readGemfile(uri: string): Gemfile | undefined {
    const text = this.#texts.get(uri);
    return text === undefined ? undefined : this.#gemfiles.read(uri, text, (other) => this.#textBeside(other));
  }

  /** The text at a URI; one that ends in `*.gemspec` asks for the only gemspec of its folder. */
  #textBeside(uri: string): string | undefined {
    if (!uri.endsWith('/*.gemspec')) {
      return this.#texts.get(uri);
    }
    const gemspecs = [...this.#texts.keys()].filter(
      (key) => fileKind(key) === 'gemspec' && folderOf(key) === folderOf(uri),
    );
    const [only, another] = gemspecs;
    return only === undefined || another !== undefined ? undefined : this.#texts.get(only);
  }

  #setMentions(uri: string, mentions: readonly string[]): void {
    if (mentions.join() === (this.#mentions.get(uri) ?? []).join()) {
      return;
    }
    this.#bundles.clear();
    if (mentions.length === 0) {
      this.#mentions.delete(uri);
    } else {
      this.#mentions.set(uri, mentions);
    }
  }

  #mentionsBelow(folder: string): ReadonlySet<string> {
    return new Set([...this.#mentions].flatMap(([uri, names]) => (uri.startsWith(`${folder}/`) ? names : [])));
  }

  #forgetBundle(uri: string): void {
    const kind = fileKind(uri);
    if (kind === 'gemfile' || kind === 'gemspec') {
      // Any Gemfile may evaluate this one.
      this.#bundles.clear();
    } else if (kind === 'lockfile') {
      this.#bundles.delete(uri);
      // The locked versions decide what a call is.
      this.#index.reset();
    }
  }
}

function copyInto<K, V>(target: Map<K, V>, source: ReadonlyMap<K, V>): void {
  for (const [key, value] of source) {
    target.set(key, value);
  }
}

/** Finds the bundle of the nearest lock in a file's folder or above; a Gemfile and a lock have their own. */
function bundleFinder(bundles: ReadonlyMap<string, Bundle | undefined>): (uri: string) => Bundle | undefined {
  const byFolder = new Map<string, Bundle>();
  const byGemfile = new Map<string, Bundle>();
  for (const [uri, bundle] of [...bundles].sort(([a], [b]) => (a < b ? 1 : -1))) {
    if (bundle !== undefined) {
      byFolder.set(folderOf(uri), bundle);
      byGemfile.set(gemfileOf(uri), bundle);
    }
  }
  const nearest = (uri: string) => {
    for (let folder = folderOf(uri); folder !== ''; folder = folderOf(folder)) {
      const bundle = byFolder.get(folder);
      if (bundle !== undefined) {
        return bundle;
      }
    }
    return undefined;
  };
  // Each call of a file asks for the file's.
  let last: { readonly uri: string; readonly bundle: Bundle | undefined } | undefined;
  return (uri) => {
    if (last?.uri !== uri) {
      last = { uri, bundle: bundles.get(uri) ?? byGemfile.get(uri) ?? nearest(uri) };
    }
    return last.bundle;
  };
}

function folderOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf('/'), 0));
}
