import type { TextRange } from '../textRange.ts';
import { contentRange, type Line, readEntry } from './entryLine.ts';
import type { LockedChecksum, LockedDependency, Lockfile, LockfileSection } from './lockfile.ts';
import type { ProblemLog } from './problemLog.ts';
import { SourceReader } from './sourceReader.ts';
import { isVersionText } from './versionPattern.ts';
import { readRequirement } from './versionText.ts';

type ReadLine = (line: Line) => void;

/** Takes the lines of a lock one by one, blank ones excepted. */
export class LockfileReader {
  readonly #problems: ProblemLog;
  readonly #sources: SourceReader;
  readonly #platforms: string[] = [];
  readonly #dependencies = new Map<string, LockedDependency>();
  readonly #checksums: LockedChecksum[] = [];
  readonly #sections: OpenSection[] = [];
  #ruby: Stated | undefined;
  #bundler: Stated | undefined;
  /** Undefined in a section that Bundler does not know, and outside of all. */
  #readLine: ReadLine | undefined;
  #place: 'section' | 'nowhere' | 'reported' = 'nowhere';

  readonly #openers: ReadonlyMap<string, (header: Line) => ReadLine> = new Map([
    ['GEM', (header) => this.#openSource('gem', header)],
    ['GIT', (header) => this.#openSource('git', header)],
    ['PATH', (header) => this.#openSource('path', header)],
    ['PLUGIN SOURCE', (header) => this.#openSource('plugin', header)],
    ['PLATFORMS', () => (line) => this.#readPlatform(line)],
    ['DEPENDENCIES', () => (line) => this.#readDependency(line)],
    ['CHECKSUMS', () => (line) => this.#readChecksum(line)],
    ['RUBY VERSION', () => (line) => this.#readRuby(line)],
    ['BUNDLED WITH', () => (line) => this.#readBundler(line)],
  ]);

  constructor(problems: ProblemLog) {
    this.#problems = problems;
    this.#sources = new SourceReader(problems);
  }

  read(line: Line): void {
    if (!/^\s/.test(line.text)) {
      this.#readHeader(line);
      return;
    }
    if (this.#place !== 'section') {
      this.#reportStray(line);
      return;
    }
    const section = this.#sections.at(-1);
    if (section !== undefined) {
      section.last = line;
    }
    this.#readLine?.(line);
  }

  finish(): Omit<Lockfile, 'eol' | 'openLine' | 'problems'> {
    return {
      sources: this.#sources.sources(),
      platforms: this.#platforms,
      dependencies: [...this.#dependencies.values()],
      checksums: this.#checksums,
      rubyVersion: this.#ruby?.text,
      rubyVersionRange: this.#ruby?.range,
      bundlerVersion: this.#bundler?.text,
      bundlerVersionRange: this.#bundler?.range,
      sections: this.#sections.map(toSection),
    };
  }

  #readHeader(line: Line): void {
    const name = line.text.trimEnd();
    const range = contentRange(line);
    const open = this.#openers.get(name);
    if (open === undefined && !/^[A-Z][A-Z ]*$/.test(name)) {
      this.#place = this.#place === 'section' ? 'nowhere' : this.#place;
      this.#reportStray(line);
      return;
    }
    if (open !== undefined && name !== line.text) {
      this.#problems.note(range, `White space after ${name}: Bundler does not see this section.`);
    }
    this.#place = 'section';
    this.#readLine = open?.(line);
    this.#sections.push({ name, header: line, last: line });
  }

  #reportStray(line: Line): void {
    if (this.#place === 'nowhere') {
      this.#problems.note(contentRange(line), 'Bundler passes over everything from here to the next section.');
      this.#place = 'reported';
    }
  }

  #openSource(type: 'gem' | 'git' | 'path' | 'plugin', header: Line): ReadLine {
    this.#sources.open(type, header);
    return (line) => this.#sources.read(line);
  }

  #readPlatform(line: Line): void {
    if (line.text.startsWith('  ')) {
      this.#platforms.push(line.text.trim());
    } else {
      this.#problems.note(contentRange(line), 'Bundler passes over this line: a platform is indented by 2 spaces.');
    }
  }

  #readDependency(line: Line): void {
    const entry = readEntry(line);
    if (entry?.indent !== 2) {
      this.#problems.note(contentRange(line), 'Bundler passes over this line: a dependency is indented by 2 spaces.');
      return;
    }
    const { name, pinned } = entry;
    const { range, nameRange } = entry.place;
    if (line.text !== line.text.trimEnd() || entry.tail !== undefined) {
      this.#problems.note(range, 'Text or white space after the dependency: Bundler takes it for part of the name.');
    }
    const earlier = this.#dependencies.get(name);
    if (earlier !== undefined) {
      this.#problems.note(earlier.range, `${name} is declared twice: Bundler takes the last of them.`);
    }
    const requirement = readRequirement(entry, this.#problems);
    this.#dependencies.set(name, { name, requirement, pinned, range, nameRange });
  }

  #readChecksum(line: Line): void {
    const entry = readEntry(line);
    if (entry?.indent !== 2 || entry.version === undefined) {
      this.#problems.note(contentRange(line), 'Bundler passes over this line: it does not name a gem and its version.');
      return;
    }
    const { name, version, platform, tail, place } = entry;
    this.#checksums.push({ name, version, platform, checksums: tail?.split(',') ?? [], range: place.range });
  }

  #readRuby(line: Line): void {
    this.#ruby = { text: line.text.trim(), range: contentRange(line) };
  }

  #readBundler(line: Line): void {
    const text = line.text.trim();
    if (isVersionText(text)) {
      this.#bundler = { text, range: contentRange(line) };
    } else {
      this.#problems.note(contentRange(line), 'Bundler passes over this line: it is not a version.');
    }
  }
}

/** A section while it is read: where it ends is known when all of it was. */
interface OpenSection {
  readonly name: string;
  readonly header: Line;
  last: Line;
}

function toSection({ name, header, last }: OpenSection): LockfileSection {
  const headerRange = contentRange(header);
  return { name, range: { start: headerRange.start, end: contentRange(last).end }, headerRange };
}

interface Stated {
  readonly text: string;
  readonly range: TextRange;
}
