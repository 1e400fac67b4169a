import { keyArgument } from '../../catalog/redisCommands.ts';
import { encloses, type TextRange } from '../../syntax/textRange.ts';
import type { CallExpression } from '../expression.ts';
import { changeCall, isOnOneLine } from './callEdits.ts';
import { batchSize, type ScanCommand, scanMethod } from './commandText.ts';
import { freshName } from './freshName.ts';
import { canNest } from './nesting.ts';
import { type Rewrite, rewrite, type TextEdit } from './rewrite.ts';
import { isKeyKept, isPipelined, isRawClient, type Site, takesKeywords } from './site.ts';
import { isAtLeast } from './versionGate.ts';

/** How a command that reads everything becomes an iteration in steps. */
export interface ScanPlan {
  readonly title: string;
  readonly scan: ScanCommand;
  /** Makes the iteration the value that the command gave: `.to_a.uniq`. It must be eager, for a pool takes the client back. */
  readonly value: string;
  /** The same where a method of Array or Hash follows. */
  readonly chained: string;
  /** How the result can differ as a value. */
  readonly differences: readonly string[];
  /** How it can differ when a block takes the elements as they come; undefined: `each` is a chain like any other. */
  readonly streamed?: readonly string[];
  /** The parameters that a block must have to be handed over. */
  readonly parameters?: number;
}

/** The rewrite; undefined in a pipeline, and where the client has no such iteration or would use another key. */
export function scanRewrite(site: Site, plan: ScanPlan): Rewrite | undefined {
  const { usage, call, commandWord } = site.call;
  if (usage.kind === 'statement' || isPipelined(site) || !canScan(site, plan.scan) || call.safeNavigation) {
    return undefined;
  }
  if (
    (commandWord !== undefined && !isSimple(site, call)) ||
    (site.flavour === 'wrapper' && !canNest(site, call.range))
  ) {
    return undefined;
  }
  const block = usage.kind === 'chain' ? streamingBlock(site, usage.outer, plan) : undefined;
  if (usage.kind === 'chain' && block !== undefined && usage.usage.kind === 'statement') {
    const edits = [...scanEdits(site, plan.scan, ''), ...(block.joined ? [] : [dropEach(call, usage.outer)])];
    return rewrite(site.call.uri, plan.title, edits, plan.streamed ?? []);
  }
  const suffix = usage.kind === 'chain' ? plan.chained : plan.value;
  return rewrite(site.call.uri, plan.title, scanEdits(site, plan.scan, suffix), plan.differences);
}

/** Whether the client iterates with `scan` on the same key. */
export function canScan(site: Site, scan: ScanCommand): boolean {
  if (site.flavour === 'distributed') {
    return scan === 'SSCAN' || (scan === 'HSCAN' && isAtLeast(site.redisRb, '6.0.0'));
  }
  return takesKeywords(site) && isKeyKept(site, scanMethod(site, scan));
}

/** Turns the command into the iteration and puts `suffix` behind it; through a pool's wrapper one checkout holds for all of it. */
function scanEdits(site: Site, scan: ScanCommand, suffix: string): readonly TextEdit[] {
  const { call, commandWord } = site.call;
  const method = scanMethod(site, scan);
  const wrapped = site.flavour === 'wrapper' && suffix !== '';
  const connection = freshName(site, 'conn');
  const change = {
    argument: `count: ${batchSize(site)}`,
    suffix: wrapped ? `${suffix} }` : suffix,
    ...(wrapped ? { receiver: `${site.receiver}.with { |${connection}| ${connection}` } : {}),
  };
  if (commandWord === undefined) {
    return [...changeCall(site, { ...change, method }), ...matchKeyword(site, scan)];
  }
  // `call("SMEMBERS", key)` is written anew: its word goes, and its arguments may stand in a list.
  const args = site.call.args.map(({ range }) => (scan === 'SCAN' ? 'match: ' : '') + site.text(range));
  const receiver = change.receiver ?? site.receiver;
  return [
    { range: call.range, newText: `${receiver}.${method}(${[...args, change.argument].join(', ')})${change.suffix}` },
  ];
}

/** KEYS takes its pattern as an argument, SCAN as `match:`. */
function matchKeyword(site: Site, scan: ScanCommand): readonly TextEdit[] {
  const [pattern] = site.call.args;
  return scan === 'SCAN' && pattern !== undefined
    ? [{ range: { start: pattern.range.start, end: pattern.range.start }, newText: 'match: ' }]
    : [];
}

/**
 * The block that can take the elements as they come: of `each` (which then goes), or of `each_slice`. Not one that touches the same key
 * while it is scanned, nor one that leaves early with a value.
 */
function streamingBlock(site: Site, outer: CallExpression, plan: ScanPlan): { joined: boolean } | undefined {
  const { block } = outer;
  const joined = outer.method === 'each_slice';
  const isEach = (outer.method === 'each' || outer.method === 'each_pair') && outer.args.length === 0;
  if (plan.streamed === undefined || block === undefined || !(isEach || joined) || outer.safeNavigation) {
    return undefined;
  }
  if (plan.parameters !== undefined && block.parameters.length !== plan.parameters && (isRawClient(site) || joined)) {
    return undefined;
  }
  const body = site.text(block.bodyRange);
  const leaves = /\b(?:break|next)\b(?!\s*(?:if|unless|$|[;}]))|\breturn\b|\bredo\b/m.test(body);
  return leaves || touchesKey(site, block.range) || !canHandOver(site, joined) ? undefined : { joined };
}

/** A wrapper checks a client out per call, so an enumerator from it outlives its checkout; a ring hands no block on. */
function canHandOver(site: Site, joined: boolean): boolean {
  return site.flavour !== 'distributed' && !(joined && site.flavour === 'wrapper');
}

/** Whether something within `range` may use the key that is scanned. */
function touchesKey(site: Site, range: TextRange): boolean {
  const { keyTemplate, uri } = site.call;
  return site.index.calls(uri).some((other) => {
    const mayBeSame = keyTemplate === undefined || other.keyTemplate === undefined || other.keyTemplate === keyTemplate;
    return mayBeSame && keyArgument(other.command) !== undefined && encloses(range, other.range);
  });
}

/** Deletes `.each` between the call and its block. */
function dropEach(call: CallExpression, outer: CallExpression): TextEdit {
  return { range: { start: call.range.end, end: outer.methodRange.end }, newText: '' };
}

/** Whether the whole of `call` can be written anew without losing a comment or a heredoc. */
export function isSimple(site: Site, call: CallExpression): boolean {
  return isOnOneLine(call.range) && !site.text(call.range).includes('<<') && !call.safeNavigation;
}
