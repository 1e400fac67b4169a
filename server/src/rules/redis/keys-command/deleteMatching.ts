import type { CallExpression, Expression } from '../../../redis/expression.ts';
import type { RedisCall } from '../../../redis/redisCall.ts';
import { batchSize } from '../../../redis/rewrite/commandText.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import { standsAlone } from '../../../redis/rewrite/layout.ts';
import { canNest } from '../../../redis/rewrite/nesting.ts';
import { isRepeatableReceiver } from '../../../redis/rewrite/repeatable.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { canScan, isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { isKeyKept, isPipelined, type Site } from '../../../redis/rewrite/site.ts';
import { encloses, sameRange, type TextRange } from '../../../syntax/textRange.ts';

/**
 * Deleting what a pattern matches, written as `del(*keys(pattern))`, `keys(pattern).each { |key| del(key) }` or with a local between:
 * a scan whose batches are unlinked.
 */
export function deleteMatching(site: Site): Rewrite | undefined {
  const { call, uri } = site.call;
  const [pattern] = site.call.args;
  const isWhole = isSimple(site, call) && canNest(site, call.range);
  if (pattern === undefined || isPipelined(site) || !isWhole || !isRepeatableReceiver(call.receiver)) {
    return undefined;
  }
  const range = spreadInto(site) ?? deletedOneByOne(site) ?? keptInLocal(site);
  const newText = range && scanAndUnlink(site, site.text(pattern.range));
  return range === undefined || newText === undefined
    ? undefined
    : rewrite(
        uri,
        'Scan, and unlink in batches',
        [{ range, newText }],
        ['another order; keys made or removed meanwhile may be seen or not; no longer one command'],
      );
}

function scanAndUnlink(site: Site, pattern: string): string | undefined {
  const size = batchSize(site);
  const match = `match: ${pattern}, count: ${size}`;
  const { receiver } = site;
  const batch = freshName(site, 'batch');
  switch (site.flavour) {
    case 'redis-client':
    case 'sidekiq':
      return `${receiver}.scan(${match}).each_slice(${size}) { |${batch}| ${receiver}.call("UNLINK", *${batch}) }`;
    case 'distributed': {
      const node = freshName(site, 'node');
      const unlink = `${node}.scan_each(${match}).each_slice(${size}) { |${batch}| ${node}.unlink(*${batch}) }`;
      return `${receiver}.nodes.each { |${node}| ${unlink} }`;
    }
    case 'cluster': {
      const key = freshName(site, 'key');
      return `${receiver}.scan_each(${match}) { |${key}| ${receiver}.unlink(${key}) }`;
    }
    case 'wrapper': {
      const conn = freshName(site, 'conn');
      const unlink = `${conn}.scan_each(${match}).each_slice(${size}) { |${batch}| ${conn}.unlink(*${batch}) }`;
      return `${receiver}.with { |${conn}| ${unlink} }`;
    }
    default:
      return canScan(site, 'SCAN') && isKeyKept(site, 'unlink')
        ? `${receiver}.scan_each(${match}).each_slice(${size}) { |${batch}| ${receiver}.unlink(*${batch}) }`
        : undefined;
  }
}

/** The statement `redis.del(*redis.keys(pattern))`. */
function spreadInto(site: Site): TextRange | undefined {
  const { call } = site.call;
  const deletion = site.index.calls(site.call.uri).find(({ args, ...other }) => {
    const [only] = args;
    const list = only?.kind === 'splat' ? only.value : only;
    return isDeletion(site, other) && args.length === 1 && list !== undefined && sameRange(list.range, call.range);
  });
  return deletion && deletion.usage.kind === 'statement' && isSimple(site, deletion.call)
    ? deletion.call.range
    : undefined;
}

/** The statement `redis.keys(pattern).each { |key| redis.del(key) }`. */
function deletedOneByOne(site: Site): TextRange | undefined {
  const { usage } = site.call;
  const block = usage.kind === 'chain' && usage.outer.method === 'each' ? usage.outer.block : undefined;
  const [parameter, ...others] = block?.parameters ?? [];
  if (usage.kind !== 'chain' || usage.usage.kind !== 'statement' || block === undefined || others.length > 0) {
    return undefined;
  }
  const body = site.text(block.bodyRange).trim();
  const deletion = site.index.calls(site.call.uri).find((other) => {
    const [key, ...more] = other.args;
    const isParameter = key?.kind === 'local' && key.name === parameter && more.length === 0;
    return (
      isDeletion(site, other) &&
      isParameter &&
      site.text(other.call.range) === body &&
      encloses(block.range, other.range)
    );
  });
  return deletion && usage.outer.range;
}

/** `keys = redis.keys(pattern)` on its own line and `redis.del(*keys)` on the next, where `keys` is named nowhere else. */
function keptInLocal(site: Site): TextRange | undefined {
  const { call, enclosing } = site.call;
  const { start } = call.range;
  const line = (n: number) => site.text({ start: { line: n, character: 0 }, end: { line: n + 1, character: 0 } });
  const name = /^\s*([a-z_]\w*) = $/.exec(line(start.line).slice(0, start.character))?.[1];
  const method = enclosing.find(({ kind }) => kind === 'method');
  const next = site.index
    .calls(site.call.uri)
    .find(
      (other) => isDeletion(site, other) && other.range.start.line === start.line + 1 && isSpreadOf(other.args, name),
    );
  if (name === undefined || next === undefined || method === undefined || next.usage.kind !== 'statement') {
    return undefined;
  }
  const behind = line(start.line + 1)
    .slice(next.call.range.end.character)
    .trim();
  const ahead = line(start.line + 1).slice(0, next.call.range.start.character);
  const guard = new RegExp(`^(?:unless ${name}\\.(?:empty|blank)\\?|if ${name}\\.(?:any|present)\\?)?$`);
  const uses = site.text(method.range).match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  const expected = behind === '' ? 2 : 3;
  const first = { start: { line: start.line, character: line(start.line).search(/\S/) }, end: call.range.end };
  if (
    ahead.trim() !== '' ||
    !guard.test(behind) ||
    uses - usesInside(site, name) !== expected ||
    !standsAlone(site, first)
  ) {
    return undefined;
  }
  return { start: first.start, end: { line: start.line + 1, character: line(start.line + 1).trimEnd().length } };
}

/** `redis.keys` names the local's word itself. */
function usesInside(site: Site, name: string): number {
  return site.text(site.call.call.range).match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
}

function isSpreadOf(args: readonly Expression[], name: string | undefined): boolean {
  const [only, ...others] = args;
  const list = only?.kind === 'splat' ? only.value : only;
  return others.length === 0 && list?.kind === 'local' && list.name === name;
}

/** A DEL or UNLINK on the same client. */
function isDeletion(site: Site, other: Pick<RedisCall, 'command' | 'call' | 'context'>): boolean {
  const deletes = other.command === 'DEL' || other.command === 'UNLINK';
  return deletes && other.context === 'plain' && sameReceiver(site, other.call);
}

function sameReceiver(site: Site, call: CallExpression): boolean {
  return call.receiver !== undefined && site.text(call.receiver.range) === site.receiver;
}
