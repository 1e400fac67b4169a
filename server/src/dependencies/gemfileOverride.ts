import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { GemOverride, OverrideEffect } from './gemfile.ts';
import { type Arguments, readArguments } from './gemfileArguments.ts';
import { type Lookup, textOf, textsOf, type Value } from './gemfileValue.ts';

/**
 * Reads `override "gem", version: …` and `override "gem", in: "parent", with: "other"` (`from:` and `to:` in the first betas of Bundler
 * 4.1). Undefined for what changes no requirement between gems: `:all`, `required_ruby_version:`, `required_rubygems_version:`.
 */
export function readOverride(call: SyntaxNode, lookup: Lookup): GemOverride | undefined {
  const args = readArguments(call, lookup);
  const gem = args.positional[0]?.value;
  if (gem?.kind !== 'string') {
    return undefined;
  }
  const parentOption = args.options.get('in') ?? args.options.get('from');
  const effect = effectOf(args);
  return effect === undefined
    ? undefined
    : {
        gem: gem.value,
        parent: parentOption === undefined ? undefined : textOf(parentOption),
        effect,
        range: call.range,
      };
}

function effectOf(args: Arguments): OverrideEffect | undefined {
  const substitute = args.options.get('with') ?? args.options.get('to');
  if (substitute !== undefined) {
    const to = textOf(substitute);
    return to === undefined && substitute.kind !== 'nil' ? { kind: 'unknown' } : { kind: 'redirect', to };
  }
  const version = args.options.get('version');
  if (version === undefined) {
    return args.openOptions ? { kind: 'unknown' } : undefined;
  }
  return versionEffect(version);
}

function versionEffect(value: Value): OverrideEffect {
  if (value.kind === 'symbol') {
    return value.value === 'ignore_upper' ? { kind: 'ignoreUpper' } : { kind: 'unknown' };
  }
  const requirements = textsOf(value);
  return requirements === undefined
    ? { kind: 'unknown' }
    : { kind: 'replace', requirements: requirements.flatMap((text) => text.split(/\s*,\s*/)) };
}
