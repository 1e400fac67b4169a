import { encloses } from '../syntax/textRange.ts';
import { groupsOf } from './blastRadius.ts';
import type { Bundle } from './bundle.ts';
import type { GemDeclaration, Gemfile } from './gemfile.ts';
import type { DependencyGraph } from './graph.ts';
import { lockUnpinEdit } from './lockPinEdit.ts';
import { dependencyLine } from './lockWriter.ts';
import type { PinEdits } from './pin.ts';
import { outdatedBecause } from './pinFreshness.ts';
import { pinRemoval } from './pinRemoval.ts';

/** Takes the pin on `gem` out of Gemfile and lock together; every version stays as it is locked. */
export function unpinFix(bundle: Bundle, gemfileText: string, gem: string): PinEdits {
  const { gemfile, lock, lockUri, graph } = bundle;
  const declaration = gemfile?.declarations.find(({ name }) => name === gem);
  if (gemfile === undefined || declaration === undefined) {
    return { ok: false, reason: `the Gemfile does not declare ${gem}` };
  }
  const outdated = outdatedBecause(gemfile, lock);
  if (outdated !== undefined) {
    return { ok: false, reason: outdated };
  }
  const inGemfile = pinRemoval(gemfileText, gemfile, gem, isPulledAlike(graph, gemfile, declaration));
  if (!inGemfile.ok) {
    return inGemfile;
  }
  const staysDeclared = !inGemfile.edits.some(({ range }) => encloses(range, declaration.range));
  const inLock = staysDeclared ? looseningEdit(bundle, gem) : lockUnpinEdit(lockUri, lock, gem);
  return inLock.ok ? { ok: true, edits: [...inGemfile.edits, ...inLock.edits] } : inLock;
}

/** Whether other gems bring the declared one into the default group, or into every group that its declaration does: else one would lose it. */
function isPulledAlike({ gems }: DependencyGraph, gemfile: Gemfile, { name, groups }: GemDeclaration): boolean {
  const gem = gems.get(name);
  if (gem === undefined || gem.parents.length === 0) {
    return false;
  }
  const undeclared = { gems: new Map([...gems, [name, { ...gem, direct: false }]]) };
  const declarations = gemfile.declarations.filter((declaration) => declaration.name !== name);
  const reached = groupsOf(undeclared, { ...gemfile, declarations }).get(name);
  // A tool for tests is pinned in their group though production has it as well.
  return reached?.has('default') || (groups === 'unknown' ? ['default'] : groups).every((group) => reached?.has(group));
}

/** DEPENDENCIES keeps the gem, without a requirement. */
function looseningEdit({ lock, lockUri }: Bundle, gem: string): PinEdits {
  const own = lock.dependencies.find(({ name }) => name === gem);
  if (own === undefined) {
    return { ok: false, reason: `${gem} is not among the lock's DEPENDENCIES` };
  }
  const range = { start: { line: own.range.start.line, character: 0 }, end: own.range.end };
  return { ok: true, edits: [{ uri: lockUri, range, newText: dependencyLine(gem, []) + (own.pinned ? '!' : '') }] };
}
