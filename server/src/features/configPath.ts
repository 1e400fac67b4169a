import * as z from 'zod';
import { configSchema } from '../linter/config.ts';
import type { Position } from '../syntax/textRange.ts';

/** As much of JSON Schema as the configuration uses. */
export interface ConfigSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly additionalProperties?: ConfigSchema | boolean;
  readonly items?: ConfigSchema;
}

/** The schema of `.lintel.yml`, with every rule by its name and what it finds. */
export function describedSchema(rules: ReadonlyMap<string, string>): ConfigSchema {
  const { properties, ...schema } = z.toJSONSchema(configSchema, { io: 'input' }) as ConfigSchema;
  const severity = properties?.rules?.additionalProperties;
  const ruleProperties = [...rules].map(([rule, description]) => [
    rule,
    { ...(typeof severity === 'object' ? severity : {}), description },
  ]);
  return {
    ...schema,
    properties: { ...properties, rules: { ...properties?.rules, properties: Object.fromEntries(ruleProperties) } },
  };
}

/** The keys that what stands at column `character` of a line of YAML is below, by indentation alone: what is being typed seldom parses. */
export function keysAbove(text: string, { line, character }: Position): readonly string[] {
  const keys: string[] = [];
  let limit = character;
  for (const above of text.split('\n').slice(0, line).reverse()) {
    const found = keyOf(above);
    if (found !== undefined && found.column < limit) {
      keys.unshift(found.key);
      limit = found.column;
    }
  }
  return keys;
}

/** A line's key with what stands before it, where a list's dash counts as indentation. */
const keyPattern = /^( *(?:- +)*)([^\s#:"'[{-][^:#]*?)\s*:(?:\s|$)/;

/** The key of a line, with the column where it starts. */
export function keyOf(line: string): { readonly key: string; readonly column: number } | undefined {
  const [, indent = '', key] = keyPattern.exec(line) ?? [];
  return key === undefined ? undefined : { key, column: indent.length };
}

/** What the schema says of the value below `keys`. */
export function schemaAt(schema: ConfigSchema, keys: readonly string[]): ConfigSchema | undefined {
  return keys.reduce<ConfigSchema | undefined>((at, key) => {
    const mapping = at?.items ?? at;
    const other = mapping?.additionalProperties;
    return mapping?.properties?.[key] ?? (typeof other === 'object' ? other : undefined);
  }, schema);
}
