import { type CompletionItem, CompletionItemKind, MarkupKind } from 'vscode-languageserver-types';
import { type Position, rangeOnLine, type TextRange } from '../syntax/textRange.ts';
import { type ConfigSchema, keyOf, keysAbove, schemaAt } from './configPath.ts';

/** In a `.lintel.yml`: the keys that can stand here and do not yet, or the values that a key takes. */
export function configCompletion(text: string, position: Position, schema: ConfigSchema): CompletionItem[] {
  const line = text.split('\n')[position.line] ?? '';
  const before = line.slice(0, position.character);
  const typedKey = /^( *(?:- +)*)([\w/-]*)$/.exec(before);
  if (typedKey !== null) {
    return keyItems(text, rangeOnLine(position.line, typedKey[1]?.length ?? 0, wordEnd(line, position)), schema);
  }
  const typedValue = /:\s+([\w-]*)$/.exec(before);
  const key = keyOf(line);
  if (typedValue === null || key === undefined) {
    return [];
  }
  const range = rangeOnLine(position.line, position.character - (typedValue[1]?.length ?? 0), wordEnd(line, position));
  const above = keysAbove(text, { line: position.line, character: key.column });
  return valuesOf(schemaAt(schema, [...above, key.key])).map((value) => ({
    label: value,
    kind: CompletionItemKind.Value,
    textEdit: { range, newText: value },
  }));
}

/** Where the word ends that a cursor stands in. */
function wordEnd(line: string, { character }: Position): number {
  return character + (/^[\w/-]*/.exec(line.slice(character))?.[0].length ?? 0);
}

function keyItems(text: string, range: TextRange, schema: ConfigSchema): CompletionItem[] {
  const { start, end } = range;
  const lines = text.split('\n');
  const at = schemaAt(schema, keysAbove(text, start));
  const properties = (at?.items ?? at)?.properties ?? {};
  const taken = siblings(lines, start);
  const colon = /^\s*:/.test((lines[end.line] ?? '').slice(end.character)) ? '' : ':';
  return Object.entries(properties)
    .filter(([key]) => !taken.has(key))
    .map(([key, property]) => ({
      label: key,
      kind: CompletionItemKind.Property,
      textEdit: { range, newText: key + colon },
      ...(property.description && {
        documentation: { kind: MarkupKind.Markdown, value: property.description },
      }),
    }));
}

/** The keys of the same mapping, above and below. */
function siblings(lines: readonly string[], { line, character }: Position): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const side of [lines.slice(0, line).reverse(), lines.slice(line + 1)]) {
    for (const found of side.map(keyOf)) {
      if (found !== undefined && found.column < character) {
        break;
      }
      if (found?.column === character) {
        keys.add(found.key);
      }
    }
  }
  return keys;
}

function valuesOf(schema: ConfigSchema | undefined): readonly string[] {
  return schema?.enum ?? (schema?.type === 'boolean' ? ['true', 'false'] : []);
}
