import type { Bundle } from '../dependencies/bundle.ts';
import type { Diagnostic } from '../linter/diagnostic.ts';
import type { Edit } from '../linter/fix.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { disableNextLine } from '../linter/suppressions.ts';
import { fileKind } from '../syntax/fileKind.ts';
import { hasStrayReturn } from '../syntax/lineEnds.ts';
import { rangeOnLine } from '../syntax/textRange.ts';
import { mentionAt } from './gemMentions.ts';

/** A comment that silences a finding, and what choosing it is called. */
export interface Suppression {
  readonly title: string;
  readonly edit: Edit;
  /** Whether the edit holds `reasonPlaceholder`; a comment that is extended has its reason. */
  readonly asksForReason: boolean;
}

/** People replace it: a suppression says why. */
export const reasonPlaceholder = 'reason';

/**
 * The comment that silences one finding: above its line, or, since a lock holds no comments, in the Gemfile. Undefined where no comment can
 * stand: inside a heredoc or a continued line, or without a Gemfile that parses.
 */
export function suppression(snapshot: Snapshot, diagnostic: Diagnostic): Suppression | undefined {
  const isLock = fileKind(diagnostic.uri) === 'lockfile';
  const found = isLock ? ignoreGem(snapshot, diagnostic) : disableLine(snapshot, diagnostic);
  return hasStrayReturn(snapshot.text(found?.edit.uri ?? diagnostic.uri) ?? '') ? undefined : found;
}

function disableLine(snapshot: Snapshot, { uri, rule, range }: Diagnostic): Suppression | undefined {
  const text = snapshot.text(uri);
  if (text === undefined) {
    return undefined;
  }
  const { lines, inHeredoc } = layoutOf(text);
  const { line, character } = range.start;
  if (inHeredoc.has(line) || !commentFitsAbove(lines, line, character)) {
    return undefined;
  }
  const title = `Suppress ${rule} on this line, with a reason`;
  const above = lines[line - 1] ?? '';
  const verbEnd = /#\s*lintel:disable-next-line(?=\s)/.exec(above);
  if (verbEnd !== null && snapshot.index.directives(uri).some((directive) => directive.range.start.line === line - 1)) {
    const character = verbEnd.index + verbEnd[0].length;
    return {
      title,
      edit: { uri, range: rangeOnLine(line - 1, character, character), newText: ` ${rule}` },
      asksForReason: false,
    };
  }
  const indent = /^[ \t]*/.exec(lines[line] ?? '')?.[0] ?? '';
  const newText = indent + disableNextLine(rule, reasonPlaceholder) + endOfLine(text);
  return { title, edit: { uri, range: rangeOnLine(line, 0, 0), newText }, asksForReason: true };
}

function ignoreGem(snapshot: Snapshot, { uri, rule, range }: Diagnostic): Suppression | undefined {
  const bundle = snapshot.bundleFor(uri);
  const mention = mentionAt(snapshot, uri, range.start);
  const gemfileUri = bundle?.gemfileUri;
  const text = gemfileUri === undefined ? undefined : snapshot.text(gemfileUri);
  if (
    bundle === undefined ||
    gemfileUri === undefined ||
    text === undefined ||
    mention?.kind !== 'spec' ||
    bundle.gemfile?.syntaxError !== undefined ||
    /^__END__\r?$/m.test(text)
  ) {
    return undefined;
  }
  const eol = endOfLine(text);
  const lines = text.split('\n');
  const end = rangeOnLine(lines.length - 1, lines.at(-1)?.length ?? 0, lines.at(-1)?.length ?? 0);
  const version = boundary(bundle, mention.name, mention.spec.version);
  const comment = `# lintel:ignore ${rule} ${mention.name} ${version} -- ${reasonPlaceholder}${eol}`;
  return {
    title: `Ignore ${mention.name} until version ${nextAfter(version)}, with a reason (${rule})`,
    edit: { uri: gemfileUri, range: end, newText: /(?:^|\n)$/.test(text) ? comment : eol + comment },
    asksForReason: true,
  };
}

/** As much of the version as names what was crossed: `3`, `0.26`, `8.1` of Rails, or all of it within a major. */
function boundary(bundle: Bundle, name: string, version: string): string {
  const kind = bundle.changes?.crossings.find(({ gem }) => gem.name === name)?.kind;
  if (kind === 'known') {
    return version;
  }
  const twoSegments = kind === undefined ? version.startsWith('0.') : kind !== 'major';
  return (twoSegments ? /^\d+\.\d+/ : /^\d+/).exec(version)?.[0] ?? version;
}

/** The comment holds for every version that starts like this one. */
function nextAfter(version: string): string {
  return version.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/** Whether a line put above would be a comment that changes nothing, apart from heredocs. */
function commentFitsAbove(lines: readonly string[], line: number, character: number): boolean {
  const before = lines[line]?.slice(0, character) ?? '';
  const continued = /\\\r?$/.test(lines[line - 1] ?? '');
  return !continued && !inStringFromAbove(before);
}

interface Layout {
  readonly text: string;
  readonly lines: readonly string[];
  /** Lines above which a heredoc is open. */
  readonly inHeredoc: ReadonlySet<number>;
}

let last: Layout = { text: '', lines: [], inHeredoc: new Set() };

/** One text is asked about for each of its findings. */
function layoutOf(text: string): Layout {
  if (last.text !== text) {
    const lines = text.split('\n');
    last = { text, lines, inHeredoc: linesInHeredocs(lines) };
  }
  return last;
}

/** Errs towards yes: `<<NAME` may also be a shift. */
function linesInHeredocs(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open: string[] = [];
  for (const [line, text] of lines.entries()) {
    if (open.length === 0) {
      for (const [, quoted, bare] of text.matchAll(/<<[~-]?(?:["'`]([^"'`]+)["'`]|([A-Z_]\w*))/g)) {
        open.push(quoted ?? bare ?? '');
      }
      continue;
    }
    found.add(line);
    if (text.trim() === open[0]) {
      open.shift();
    }
  }
  return found;
}

/** Whether code stands in an interpolation whose string was not opened on this line. */
function inStringFromAbove(before: string): boolean {
  const interpolation = before.lastIndexOf('#{');
  return (
    interpolation !== -1 &&
    !before.slice(interpolation).includes('}') &&
    !/["`/:%]/.test(before.slice(0, interpolation))
  );
}

function endOfLine(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
