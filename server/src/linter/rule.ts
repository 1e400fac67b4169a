import type { Bundle } from '../dependencies/bundle.ts';
import type { Crossing } from '../dependencies/classification.ts';
import type { GemDeclaration } from '../dependencies/gemfile.ts';
import type { LockedGem } from '../dependencies/graph.ts';
import type { RedisCall } from '../redis/redisCall.ts';
import type { LockfileProblem } from '../syntax/lockfile/lockfile.ts';
import type { TextRange } from '../syntax/textRange.ts';
import type { Config } from './config.ts';
import type { RelatedLocation, Severity } from './diagnostic.ts';
import type { Fix } from './fix.ts';
import type { Snapshot } from './snapshot.ts';

/** What a rule is, apart from what it looks for. Its id is the path of its folder below `rules/`. */
export interface RuleMeta<MessageId extends string> {
  /** The usual severity; a report may differ where the evidence does. */
  readonly severity: Severity;
  /** Whether any of its findings carries a fix. */
  readonly fixable: boolean;
  /** The Lintel version that brought it. */
  readonly since: string;
  /** It reports code that is wrong rather than slow, so it stays on in test code. */
  readonly correctness?: true;
  /** It reports nothing unless the configuration gives it a severity. */
  readonly offByDefault?: true;
  /** Message texts by id; `{name}` is replaced by the report's `data`. */
  readonly messages: Readonly<Record<MessageId, string>>;
}

/** A finding as a rule states it. */
export interface Report<MessageId extends string> {
  readonly range: TextRange;
  readonly messageId: MessageId;
  readonly data?: Readonly<Record<string, string | number>>;
  /** Where the evidence makes this finding louder or quieter than usual. A severity in the configuration wins. */
  readonly severity?: Severity;
  /** A function where making them takes long: it is called when somebody wants them, which few of a file's findings see. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
  readonly related?: readonly RelatedLocation[];
  readonly deprecated?: boolean;
  /** The gem and version that the finding is about, which `# lintel:ignore RULE GEM MAJOR` in the Gemfile can name. */
  readonly gem?: { readonly name: string; readonly version: string };
}

/** What a rule may look at while it judges one file. */
export interface RuleContext<MessageId extends string> {
  readonly uri: string;
  readonly snapshot: Snapshot;
  readonly config: Config;
  /** The source of `range` in this file. */
  text(range: TextRange): string;
  report(report: Report<MessageId>): void;
}

/** The domain events of one file. A rule listens to those that it judges. */
export interface Listeners {
  redisCall?(call: RedisCall): void;
  gemDeclaration?(declaration: GemDeclaration, bundle: Bundle): void;
  lockfileProblem?(problem: LockfileProblem): void;
  lockedGem?(gem: LockedGem, bundle: Bundle): void;
  /** A gem of this lock crossed a breaking boundary since the base. */
  crossing?(crossing: Crossing, bundle: Bundle): void;
  fileEnd?(): void;
}

/** A rule whose message ids are forgotten: what the engine runs. */
export interface Rule {
  readonly meta: RuleMeta<string>;
  create(context: RuleContext<string>): Listeners;
}

/** A rule with its id and documentation page, as the generated registry lists it. */
export interface RegisteredRule {
  readonly id: string;
  readonly rule: Rule;
}

/** Makes a rule; a `messageId` that `messages` lacks does not compile. */
export function defineRule<MessageId extends string>(rule: {
  readonly meta: RuleMeta<MessageId>;
  create(context: RuleContext<MessageId>): Listeners;
}): Rule {
  return rule;
}
