import { readFileSync } from 'node:fs';
import { describedSchema } from '../server/src/features/configPath.ts';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
}

interface Manifest {
  readonly contributes: { readonly configuration: { readonly title: string; readonly properties: object } };
}

/** Settings that only the editor has: they are about the conversation with the server, not about the code. */
const editorOnly = {
  'lintel.trace.server': {
    type: 'string',
    enum: ['messages', 'compact', 'verbose'],
    default: 'messages',
    scope: 'window',
    markdownDescription:
      'How much of the conversation with the language server the output channel *Lintel* shows while its log level is *Trace*.',
  },
};

/**
 * package.json with its settings made anew from the schema of `.lintel.yml`, so that both always have the same names. `rules` says what
 * each rule finds.
 */
export function manifestWithSettings(rules: ReadonlyMap<string, string>): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  const schema = describedSchema(rules) as JsonSchema;
  const properties = { ...settings(schema, 'lintel'), ...editorOnly };
  const configuration = { ...manifest.contributes.configuration, properties };
  return `${JSON.stringify({ ...manifest, contributes: { ...manifest.contributes, configuration } }, null, 2)}\n`;
}

function settings(schema: JsonSchema, prefix: string): Record<string, object> {
  if (schema.properties === undefined || schema.additionalProperties !== false) return { [prefix]: setting(schema) };
  const named = Object.entries(schema.properties).map(([name, property]) => settings(property, `${prefix}.${name}`));
  return Object.assign({}, ...named);
}

function setting({ description, type, ...rest }: JsonSchema): object {
  // Without a default of its own the settings editor would offer the empty string, which is no value of these.
  const optional = rest.default === undefined ? { type: [type, 'null'], default: null } : { type };
  return { ...optional, ...rest, scope: 'resource', markdownDescription: description };
}
