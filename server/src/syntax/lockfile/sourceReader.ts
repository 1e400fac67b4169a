import type { TextRange } from '../textRange.ts';
import { contentRange, type Entry, type EntryPlace, type Line, readEntry } from './entryLine.ts';
import type { LockedSource, LockedSpec, SourceType, SpecDependency } from './lockfile.ts';
import type { ProblemLog } from './problemLog.ts';
import { readRequirement, readVersion } from './versionText.ts';

type OptionValue = string | boolean;

interface OpenSource {
  readonly type: SourceType;
  readonly header: Line;
  last: Line;
  readonly remotes: string[];
  readonly options: Map<string, OptionValue[]>;
  /** By full name: Bundler takes the last of equal ones. */
  readonly specs: Map<string, LockedSpec>;
  specsSeen: boolean;
}

/** Of gems and what they need. */
const entryIndent = '    ';
const option = /^ {2}([a-z]+): (.*)$/is;

/** Reads the GEM, GIT, PATH and PLUGIN SOURCE sections. */
export class SourceReader {
  readonly #problems: ProblemLog;
  readonly #sources: OpenSource[] = [];
  /** Where each full name stands: the last line wins across sections too. */
  readonly #owners = new Map<string, OpenSource>();
  #dependencies: SpecDependency[] | undefined;

  constructor(problems: ProblemLog) {
    this.#problems = problems;
  }

  open(type: SourceType, header: Line): void {
    const source = {
      type,
      header,
      last: header,
      remotes: [],
      options: new Map(),
      specs: new Map(),
      specsSeen: false,
    };
    this.#sources.push(source);
    this.#dependencies = undefined;
  }

  read(line: Line): void {
    const source = this.#sources.at(-1);
    if (source === undefined) {
      return;
    }
    source.last = line;
    const match = line.text.startsWith(entryIndent) ? null : option.exec(line.text);
    if (match?.[1] !== undefined && match[2] !== undefined) {
      this.#readOption(source, line, match[1], match[2]);
    } else if (line.text.trimEnd() === '  specs:') {
      this.#openSpecs(source, line);
    } else {
      this.#readEntry(source, line);
    }
  }

  /** The sources that have a spec list: without one, Bundler makes no source. */
  sources(): readonly LockedSource[] {
    return this.#sources
      .filter(({ specsSeen }) => specsSeen)
      .map(({ type, header, last, remotes, options, specs }) => ({
        type,
        remotes,
        options: Object.fromEntries(
          [...options].map(([key, [first = '', ...more]]) => [key, more.length > 0 ? [first, ...more] : first]),
        ),
        specs: [...specs.values()],
        range: { start: contentRange(header).start, end: contentRange(last).end },
      }));
  }

  #openSpecs(source: OpenSource, line: Line): void {
    if (source.specsSeen) {
      this.#problems.note(
        contentRange(line),
        'A second list of gems in this section: Bundler makes two sources of it.',
      );
    } else if (line.text !== '  specs:') {
      this.#problems.note(contentRange(line), 'White space after `specs:`: Bundler does not see the list of gems.');
    }
    source.specsSeen = true;
  }

  #readOption(source: OpenSource, line: Line, key: string, text: string): void {
    if (source.specsSeen) {
      this.#problems.note(contentRange(line), 'An option after the list of gems: Bundler passes over it.');
      return;
    }
    const value = text === 'true' || (text === 'false' ? false : text);
    if (key === 'remote') {
      source.remotes.push(text);
      return;
    }
    const values = source.options.get(key);
    if (values === undefined) {
      source.options.set(key, [value]);
    } else {
      values.push(value);
    }
  }

  #readEntry(source: OpenSource, line: Line): void {
    const entry = readEntry(line);
    if (entry === undefined || entry.indent === 2) {
      this.#problems.note(
        contentRange(line),
        'Bundler passes over this line: a gem is indented by 4 spaces, what it needs by 6.',
      );
      return;
    }
    reportTail(line, entry, this.#problems);
    if (entry.indent === 6) {
      this.#readDependency(entry);
    } else {
      this.#readSpec(source, entry);
    }
  }

  #readSpec(source: OpenSource, entry: Entry): void {
    if (!source.specsSeen) {
      this.#problems.fatal(entry.place.range, 'A gem before `specs:`: Bundler crashes on it.');
      source.specsSeen = true;
    }
    const { name, platform } = entry;
    const dependencies: SpecDependency[] = [];
    const version = readVersion(entry, this.#problems);
    const fullName = `${name} ${version}-${platform ?? ''}`;
    const owner = this.#owners.get(fullName);
    const earlier = owner?.specs.get(fullName);
    if (earlier !== undefined) {
      this.#problems.note(earlier.range, `${name} ${version} is locked twice: Bundler takes the last of them.`);
      owner?.specs.delete(fullName);
    }
    source.specs.set(fullName, new SpecLine(entry, version, dependencies));
    this.#owners.set(fullName, source);
    this.#dependencies = dependencies;
  }

  #readDependency(entry: Entry): void {
    if (this.#dependencies === undefined) {
      this.#problems.fatal(entry.place.range, 'A dependency of no gem: Bundler crashes on it.');
      return;
    }
    this.#dependencies.push(new DependencyLine(entry, readRequirement(entry, this.#problems)));
  }
}

/** What stands on one line: its ranges are those of its place. */
class PlacedLine {
  readonly #place: EntryPlace;

  constructor(place: EntryPlace) {
    this.#place = place;
  }

  get range(): TextRange {
    return this.#place.range;
  }

  get nameRange(): TextRange {
    return this.#place.nameRange;
  }
}

class SpecLine extends PlacedLine implements LockedSpec {
  readonly name: string;
  readonly version: string;
  readonly platform: string | undefined;
  readonly dependencies: readonly SpecDependency[];

  constructor({ name, platform, place }: Entry, version: string, dependencies: readonly SpecDependency[]) {
    super(place);
    this.name = name;
    this.version = version;
    this.platform = platform;
    this.dependencies = dependencies;
  }
}

class DependencyLine extends PlacedLine implements SpecDependency {
  readonly name: string;
  readonly requirement: string;

  constructor({ name, place }: Entry, requirement: string) {
    super(place);
    this.name = name;
    this.requirement = requirement;
  }
}

function reportTail(line: Line, entry: Entry, problems: ProblemLog): void {
  if (line.text !== line.text.trimEnd()) {
    problems.note(
      entry.place.range,
      'White space at the end of the line: Bundler takes all of it for the name of a gem.',
    );
  } else if (entry.tail !== undefined) {
    problems.note(
      entry.place.range,
      'Text after the parentheses: Bundler before 2.5 takes all of the line for the name of a gem.',
    );
  }
}
