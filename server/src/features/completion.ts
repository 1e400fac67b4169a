import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { Bundle } from '../dependencies/bundle.ts';
import { bump, numericHead, parseVersion, type Version } from '../dependencies/version.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { fileKind } from '../syntax/fileKind.ts';
import { type Position, rangeOnLine, type TextRange } from '../syntax/textRange.ts';
import { mentionsIn } from './gemMentions.ts';

/** `gem "na¦`, before anything else on the line. */
const inName = /^\s*gem(?:\s+|\s*\(\s*)(["'])([^"']*)$/;
/** `gem "name", …, "~> 2¦`, where the string that holds the cursor is not a keyword's value. */
const inRequirement = /^\s*gem(?:\s+|\s*\(\s*)(["'])([^"']+)\1\s*,\s*(?:(?:"[^"]*"|'[^']*')\s*,\s*)*(["'])([^"']*)$/;

/**
 * In a Gemfile: the names of locked gems that it does not declare, and the requirements that make sense for the locked version. Reads the line
 * as text, since what is being typed seldom parses.
 */
export function completion(snapshot: Snapshot, uri: string, position: Position): CompletionItem[] {
  const bundle = fileKind(uri) === 'gemfile' ? snapshot.bundleFor(uri) : undefined;
  const line = snapshot.text(uri)?.split('\n')[position.line];
  if (bundle === undefined || line === undefined) {
    return [];
  }
  const before = line.slice(0, position.character);
  const name = inName.exec(before);
  if (name !== null) {
    return nameItems(bundle, uri, stringRange(line, position, name[1] ?? '', name[2] ?? ''));
  }
  const requirement = inRequirement.exec(before);
  if (requirement !== null) {
    const range = stringRange(line, position, requirement[3] ?? '', requirement[4] ?? '');
    return requirementItems(bundle.graph.gems.get(requirement[2] ?? '')?.version, range);
  }
  return [];
}

/** The whole content of the string that holds the cursor; up to the cursor when it is not closed. */
function stringRange(line: string, { line: row, character }: Position, quote: string, typed: string): TextRange {
  const rest = /^[^"',]*/.exec(line.slice(character))?.[0] ?? '';
  const closed = line[character + rest.length] === quote;
  return rangeOnLine(row, character - typed.length, closed ? character + rest.length : character);
}

function nameItems(bundle: Bundle, uri: string, range: TextRange): CompletionItem[] {
  const declared = new Set(mentionsIn(bundle, uri).map(({ name }) => name));
  return [...bundle.graph.gems.values()]
    .filter(({ name }) => !declared.has(name))
    .map(({ name, version, parents }) => ({
      label: name,
      kind: CompletionItemKind.Module,
      detail: version,
      ...(parents.length === 0 ? {} : { documentation: `pulled by ${parents.map(({ parent }) => parent).join(', ')}` }),
      textEdit: { range, newText: name },
    }));
}

function requirementItems(locked: string | undefined, range: TextRange): CompletionItem[] {
  const version = locked === undefined ? undefined : parseVersion(locked);
  if (version === undefined) {
    return [];
  }
  return requirementsFor(version).map(([text, detail], index) => ({
    label: text,
    kind: CompletionItemKind.Value,
    detail,
    sortText: String(index),
    filterText: text,
    textEdit: { range, newText: text },
  }));
}

/** The narrowest useful requirement first. */
function requirementsFor(version: Version): readonly (readonly [text: string, detail: string])[] {
  const [major = 0, minor = 0, patch = 0] = numericHead(version);
  const perMinor = `${major}.${minor}.${patch}`;
  const items: [string, string][] = [];
  if (major !== 0) {
    items.push([`~> ${major}.${minor}`, `${major}.${minor} or newer, below ${after(`${major}.${minor}`)}`]);
  }
  items.push(
    [`~> ${perMinor}`, `${perMinor} or newer, below ${after(perMinor)}`],
    [`>= ${version.text}`, `${version.text} or newer, no ceiling`],
    [`< ${after(`${major}.0`)}`, `anything below ${after(`${major}.0`)}, its prereleases included`],
    [`= ${version.text}`, 'this version only'],
  );
  return items;
}

function after(version: string): string {
  const parsed = parseVersion(version);
  return parsed === undefined ? version : bump(parsed).text;
}
