import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import { type Position, rangeOnLine } from '../syntax/textRange.ts';
import { type ConfigSchema, keyOf, keysAbove, schemaAt } from './configPath.ts';
import { code } from './markdown.ts';

/** What a key of a `.lintel.yml` means, and what it is by default. */
export function configHover(text: string, { line, character }: Position, schema: ConfigSchema): Hover | undefined {
  const found = keyOf(text.split('\n')[line] ?? '');
  if (found === undefined || character < found.column || character > found.column + found.key.length) {
    return undefined;
  }
  const setting = schemaAt(schema, [...keysAbove(text, { line, character: found.column }), found.key]);
  if (setting?.description === undefined) {
    return undefined;
  }
  const fallback = isWorthSaying(setting.default) ? `\n\nDefault: ${code(JSON.stringify(setting.default))}` : '';
  return {
    contents: { kind: MarkupKind.Markdown, value: setting.description + fallback },
    range: rangeOnLine(line, found.column, found.column + found.key.length),
  };
}

function isWorthSaying(value: unknown): boolean {
  return value !== undefined && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}';
}
