import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { OptionArgument } from './gemfileArguments.ts';
import { textsOf } from './gemfileValue.ts';

const knownOptions = new Set(
  (
    'group groups git path glob name branch ref tag require submodules platform platforms source install_if ' +
    'force_ruby_platform github gist bitbucket gitlab'
  ).split(' '),
);

/** Platform names that Bundler 4 no longer takes, with the one that it does. */
const removedPlatform = /^(?:mswin|mswin64|mingw|x64_mingw)(?:_\d+)?$/;

/** What Bundler says of a gem's options. */
export function optionProblems(
  options: ReadonlyMap<string, OptionArgument>,
  gitSources: ReadonlySet<string>,
): { readonly message: string; readonly node: SyntaxNode }[] {
  const problems: { message: string; node: SyntaxNode }[] = [];
  for (const [key, { value, node }] of options) {
    if (key === 'type') {
      problems.push({ message: 'Bundler 2.4 and newer refuse the option `type`.', node });
    } else if (!knownOptions.has(key) && !gitSources.has(key)) {
      problems.push({ message: `Bundler refuses the unknown option \`${key}\`.`, node });
    }
    if (key === 'platform' || key === 'platforms') {
      problems.push(...platformProblems(textsOf(value) ?? []).map((message) => ({ message, node })));
    }
  }
  return problems;
}

/** What Bundler says of platform names, in an option or in front of a block. */
export function platformProblems(platforms: readonly string[]): string[] {
  return platforms
    .filter((platform) => removedPlatform.test(platform))
    .map((platform) => `Bundler 4 refuses the platform \`${platform}\`: write \`windows\`.`);
}
