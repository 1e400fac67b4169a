import type { Config } from '../linter/config.ts';
import type { RegisteredRule } from '../linter/rule.ts';

/** What hovers are made from, apart from the snapshot. */
export interface HoverContext {
  readonly rules: readonly RegisteredRule[];
  readonly config: Config;
  /** The target that opens a rule's documentation, where the client has one. */
  readonly documentationLink?: ((rule: string) => string) | undefined;
}
