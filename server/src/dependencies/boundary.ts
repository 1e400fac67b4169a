import { isSeriesGem } from '../catalog/gemNature.ts';
import type { CrossingKind } from './classification.ts';
import { compareVersions, numericHead, parseVersion, successor, type Version } from './version.ts';

/** The version from which on `gem` may break what works with `version`: 3 for 2.5.5, 0.27 for 0.26.1, 8.1 for Rails 8.0.4. */
export function breakingBoundary(gem: string, version: Version): Version {
  const [major = 0, minor = 0] = numericHead(version);
  const text = major === 0 || isSeriesGem(gem) ? `${major}.${successor(minor)}` : `${successor(major)}`;
  return parseVersion(text) ?? version;
}

/** How a move from one version of `gem` to another crosses a breaking boundary, or undefined when it does not. */
export function crossingKind(gem: string, from: Version, to: Version): CrossingKind | undefined {
  const [fromMajor = 0, fromMinor = 0] = numericHead(from);
  const [toMajor = 0, toMinor = 0] = numericHead(to);
  if (fromMajor !== toMajor) {
    return 'major';
  }
  if (fromMinor === toMinor) {
    return undefined;
  }
  return isSeriesGem(gem) ? 'series' : fromMajor === 0 ? 'zero-minor' : undefined;
}

/** Which way a gem moved. */
export function direction(from: Version, to: Version): 'up' | 'down' {
  return compareVersions(to, from) < 0 ? 'down' : 'up';
}
