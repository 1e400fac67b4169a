import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Bundle, makeBundle } from '../../server/src/dependencies/bundle.ts';
import type { Gemfile } from '../../server/src/dependencies/gemfile.ts';
import { planPin } from '../../server/src/dependencies/planPin.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { lockOf } from '../../server/src/syntax/fileKind.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { readFromDisk } from '../../test/real-bundler/compareGemfiles.ts';
import type { GemfileText } from '../../test/real-bundler/evaluateGemfiles.ts';

/** One pin in one Gemfile. */
export interface PinAttempt extends GemfileText {
  readonly gem: string;
  readonly requirement: string;
  /** The Gemfile with the pin; undefined where it was refused. */
  readonly after: string | undefined;
  readonly reason: string | undefined;
  /** The Gemfile declared the gem before. */
  readonly edited: boolean;
}

/** A primitive of the runtime and a tool for tests: they go to different places. */
const gems = ['connection_pool', 'minitest'];
const requirement = '~> 999.9';

/**
 * Pins each gem on its own. The requirement suits no version, so that every declaration has to change. Without a lock nothing tells what
 * the statements declare that cannot be read: such a Gemfile is left out.
 */
export function pinBoth({ path, text }: GemfileText, parser: RubyParser): readonly PinAttempt[] {
  const uri = pathToFileURL(path).href;
  const gemfile = readGemfile(uri, text, parser, readFromDisk);
  if (gemfile.opaque.length > 0 && !existsSync(lockOf(path))) {
    return [];
  }
  return gems.map((gem) => {
    const plan = planPin(bundleOf(path, gemfile, gem), text, gem, { requirements: [requirement] });
    return {
      path,
      text,
      gem,
      requirement,
      after: plan.ok ? applyEdits(text, plan.gemfileEdits) : undefined,
      reason: plan.ok ? undefined : plan.reason,
      edited: gemfile.declarations.some(({ name }) => name === gem),
    };
  });
}

/** The Gemfile with its lock; where there is none, or not with this gem, one that says what the Gemfile does. */
function bundleOf(path: string, gemfile: Gemfile, gem: string): Bundle {
  const real = existsSync(lockOf(path)) ? readFileSync(lockOf(path), 'utf8') : '';
  const lock = parseLockfile(real.includes(`    ${gem} (`) ? withoutRequirements(real, gem) : imagined(gemfile, gem));
  return makeBundle({
    lockUri: lockOf(gemfile.uri),
    lock,
    gemfileUri: gemfile.uri,
    gemfile,
    base: { state: 'absent', reason: 'only the place of the pin is judged' },
  });
}

/** Parents that would refuse the requirement are not what is judged here. */
function withoutRequirements(lock: string, gem: string): string {
  return lock.replace(new RegExp(`^( {6}${gem}) \\(.*\\)$`, 'gm'), '$1');
}

function imagined({ declarations }: Gemfile, gem: string): string {
  const lines = new Map(
    declarations
      .filter(({ conditional }) => !conditional)
      .map(({ name, requirements }) => [
        name,
        requirements === 'unknown' || requirements.length === 0 ? name : `${name} (${requirements.join(', ')})`,
      ]),
  );
  return `GEM\n  specs:\n    ${gem} (1.0)\n\nDEPENDENCIES\n${[...lines.values()].map((line) => `  ${line}\n`).join('')}`;
}
