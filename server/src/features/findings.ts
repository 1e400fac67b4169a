import { analyze } from '../linter/analyze.ts';
import type { Config } from '../linter/config.ts';
import type { Diagnostic } from '../linter/diagnostic.ts';
import type { RegisteredRule } from '../linter/rule.ts';
import type { Snapshot } from '../linter/snapshot.ts';

interface SnapshotFindings {
  readonly rules: readonly RegisteredRule[];
  readonly config: Config;
  readonly byUri: Map<string, readonly Diagnostic[]>;
}

const cache = new WeakMap<Snapshot, SnapshotFindings>();

/** What `analyze` gives, computed once a snapshot: an editor asks for findings, code actions and hovers of the same text. */
export function findings(
  snapshot: Snapshot,
  uri: string,
  rules: readonly RegisteredRule[],
  config: Config,
): readonly Diagnostic[] {
  let entry = cache.get(snapshot);
  if (entry?.rules !== rules || entry.config !== config) {
    entry = { rules, config, byUri: new Map() };
    cache.set(snapshot, entry);
  }
  const known = entry.byUri.get(uri);
  if (known !== undefined) {
    return known;
  }
  const found = analyze(snapshot, uri, rules, config);
  entry.byUri.set(uri, found);
  return found;
}
