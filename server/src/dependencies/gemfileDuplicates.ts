import type { GemDeclaration, GemfileProblem } from './gemfile.ts';

/** What Bundler says of gems that stand in a Gemfile twice. Statements behind a condition may exclude each other: not judged. */
export function duplicateProblems(declarations: readonly GemDeclaration[]): GemfileProblem[] {
  const first = new Map<string, GemDeclaration>();
  const problems: GemfileProblem[] = [];
  for (const declaration of declarations) {
    // What a gemspec declares gives way to the Gemfile's own statement.
    if (declaration.conditional || declaration.nameRange === undefined) {
      continue;
    }
    const { name, range, uri } = declaration;
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, declaration);
    } else if (earlier.requirements !== 'unknown' && declaration.requirements !== 'unknown') {
      const same = normalise(earlier.requirements) === normalise(declaration.requirements);
      problems.push({
        message: same
          ? `${name} is declared twice, first on line ${earlier.range.start.line + 1}.`
          : `Bundler refuses ${name} with two different requirements; the first is on line ${earlier.range.start.line + 1}.`,
        range,
        uri,
      });
    }
  }
  return problems;
}

function normalise(requirements: readonly string[]): string {
  const all = requirements.map((text) => text.replace(/\s+/g, '').replace(/^(?=\w)/, '='));
  return (all.length === 0 ? ['>=0'] : all).sort().join(',');
}
