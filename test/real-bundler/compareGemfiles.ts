import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { GemDeclaration } from '../../server/src/dependencies/gemfile.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { type Evaluation, evaluateGemfiles, type GemfileText } from './evaluateGemfiles.ts';

/** How Lintel's reading of a Gemfile differs from what Bundler makes of it. */
export interface GemfileComparison {
  readonly path: string;
  /** Why Bundler cannot run it here; then there is nothing to compare. */
  readonly error: string | null;
  readonly dependencies: number;
  /** What Lintel answers with `unknown`: it is not wrong, but says nothing. */
  readonly unknown: number;
  readonly differences: readonly string[];
}

/** Reads and runs each Gemfile. `unknown` never differs; a statement under a condition may or may not have run. */
export function compareGemfiles(files: readonly GemfileText[], parser: RubyParser): readonly GemfileComparison[] {
  const evaluations = evaluateGemfiles(files);
  return files.map((file, index) => compare(file, evaluations[index], parser));
}

/** Reads what a Gemfile names from the disk: other Gemfiles, and the only gemspec of a folder. */
export function readFromDisk(uri: string): string | undefined {
  const path = fileURLToPath(uri);
  try {
    if (!path.endsWith('*.gemspec')) {
      return readFileSync(path, 'utf8');
    }
    const [only, another] = readdirSync(dirname(path)).filter((name) => name.endsWith('.gemspec'));
    return only === undefined || another !== undefined ? undefined : readFileSync(join(dirname(path), only), 'utf8');
  } catch {
    return undefined;
  }
}

function compare(
  { path, text }: GemfileText,
  evaluation: Evaluation | undefined,
  parser: RubyParser,
): GemfileComparison {
  const error = evaluation?.syntaxError ?? evaluation?.error ?? null;
  const dependencies = evaluation?.dependencies ?? [];
  if (error !== null) {
    return { path, error, dependencies: 0, unknown: 0, differences: [] };
  }
  const gemfile = readGemfile(pathToFileURL(path).href, text, parser, readFromDisk);
  const differences: string[] = gemfile.syntaxError ? ['Ruby parses it, Lintel does not'] : [];
  let unknown = 0;
  for (const { name, requirements, groups } of dependencies) {
    const declared = gemfile.declarations.filter((declaration) => declaration.name === name);
    if (declared.length === 0) {
      unknown += gemfile.opaque.length > 0 ? 1 : 0;
      differences.push(...(gemfile.opaque.length > 0 ? [] : [`${name} is not seen`]));
      continue;
    }
    const fits = (declaration: GemDeclaration) =>
      isSame(orAny(declaration.requirements), requirements, normalise) &&
      isSame(declaration.groups, groups, (group) => group);
    unknown += declared.some((one) => one.requirements === 'unknown' || one.groups === 'unknown') ? 1 : 0;
    if (!declared.some(fits)) {
      const read = declared.map((one) => `${one.requirements} in ${one.groups}`).join(' or ');
      differences.push(`${name} is ${requirements} in ${groups}, read as ${read}`);
    }
  }
  const run = new Set(dependencies.map(({ name }) => name));
  for (const { name, conditional } of gemfile.declarations) {
    if (!conditional && !run.has(name)) {
      differences.push(`${name} is read, but not declared`);
    }
  }
  return { path, error, dependencies: dependencies.length, unknown, differences };
}

function isSame(read: readonly string[] | 'unknown', run: readonly string[], key: (text: string) => string): boolean {
  return read === 'unknown' || String(read.map(key).sort()) === String(run.map(key).sort());
}

function normalise(requirement: string): string {
  return requirement
    .replace(/\s+/g, '')
    .replace(/^(?=\w)/, '=')
    .replaceAll('-', '.pre.');
}

function orAny(requirements: GemDeclaration['requirements']): GemDeclaration['requirements'] {
  return requirements.length === 0 ? ['>= 0'] : requirements;
}
