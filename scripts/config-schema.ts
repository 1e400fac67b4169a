import { describedSchema } from '../server/src/features/configPath.ts';

/** The JSON schema of `.lintel.yml`, for editors that validate and complete YAML. `rules` says what each rule finds. */
export function configSchemaText(rules: ReadonlyMap<string, string>): string {
  const schema = { title: '.lintel.yml', ...describedSchema(rules) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
