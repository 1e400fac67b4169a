import { isWrite } from '../../../catalog/redisCommands.ts';
import type { CallExpression, Expression } from '../../../redis/expression.ts';
import type { RedisCall } from '../../../redis/redisCall.ts';
import { onlyCalls } from '../../../redis/rewrite/blockBody.ts';
import { batchSize } from '../../../redis/rewrite/commandText.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import type { Iteration } from '../../../redis/rewrite/iteration.ts';
import { standsAlone } from '../../../redis/rewrite/layout.ts';
import { canNest } from '../../../redis/rewrite/nesting.ts';
import { isRepeatableReceiver } from '../../../redis/rewrite/repeatable.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { isKeyKept, isRawCall, isRawClient, type Site } from '../../../redis/rewrite/site.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';
import { encloses, sameRange } from '../../../syntax/textRange.ts';

const later = 'when one fails the later ones still run, and then it raises';
const unsent = 'an error while they are made sends none';

/** The loop with its commands sent together; undefined where the block does more than send commands, or reads a reply. */
export function batched(site: Site, owner: CallExpression, iteration: Iteration): Rewrite | undefined {
  const { block } = owner;
  const calls = block && onlyCalls(site, block.bodyRange);
  const sameClient = calls?.every(({ call }) => call.receiver && site.text(call.receiver.range) === site.receiver);
  if (block === undefined || calls === undefined || !sameClient || owner.receiver === undefined) {
    return undefined;
  }
  if (
    site.flavour === 'distributed' ||
    !isRepeatableReceiver(site.call.call.receiver) ||
    calls.some(({ call }) => call.block)
  ) {
    return undefined;
  }
  if (/_each$|^scan$/.test(owner.method)) {
    return unlinkScanned(site, owner, calls);
  }
  if (!isSimple(site, owner) || !canNest(site, owner.range)) {
    return undefined;
  }
  const usage = loopUsage(site, owner);
  if (owner.method === 'map' || owner.method === 'collect') {
    return calls.length === 1 && !usage.isStatement ? pipelinedValues(site, owner, iteration) : undefined;
  }
  // Before redis 5 what the block asks of the client itself goes into the pipeline too, or is refused.
  if (!isRawClient(site) && !isAtLeast(site.redisRb, '5.0.0') && asksClient(site, owner.receiver)) {
    return undefined;
  }
  const writesOnly = calls.every(({ command }) => isWrite(command));
  return owner.method === 'each' && usage.isStatement && writesOnly
    ? pipelinedStatements(site, owner, calls)
    : undefined;
}

/** Whether nobody reads what the loop itself gives: it has its line to itself, and another statement follows in the same body. */
function loopUsage(site: Site, owner: CallExpression): { readonly isStatement: boolean } {
  const { range } = owner;
  const below = site.text({
    start: { line: range.end.line + 1, character: 0 },
    end: { line: range.end.line + 2, character: 0 },
  });
  const follows = !/^\s*(?:end\b|[)\]},]|\.|&\.|rescue\b|ensure\b|else\b|elsif\b|when\b|in\b|$)/.test(below);
  return { isStatement: standsAlone(site, range) && follows };
}

function pipelinedValues(site: Site, owner: CallExpression, { size }: Iteration): Rewrite | undefined {
  const { uri, command, args, call } = site.call;
  const [parameter, ...others] = owner.block?.parameters ?? [];
  if (parameter === undefined || others.length > 0 || owner.receiver === undefined || owner.args.length > 0) {
    return undefined;
  }
  if (!isNamedPlainly(site, owner, parameter)) {
    return undefined;
  }
  const source = site.text(owner.receiver.range);
  const step = batchSize(site);
  const slice = freshName(site, 'slice');
  const [key] = args;
  if (
    command === 'GET' &&
    args.length === 1 &&
    key?.kind === 'local' &&
    key.name === parameter &&
    isKeyKept(site, 'mget')
  ) {
    const mget = isRawCall(site) || site.flavour === 'redis-client' ? `call("MGET", *${slice})` : `mget(*${slice})`;
    const newText = `${source}.each_slice(${step}).flat_map { |${slice}| ${site.receiver}.${mget} }`;
    return rewrite(
      uri,
      'Read with MGET',
      [{ range: owner.range, newText }],
      ['a key of another type gives nil, where it raised'],
    );
  }
  const pipeline = freshName(site, 'pipeline');
  const send = onPipeline(site, call, pipeline);
  const each = (list: string) => `${site.receiver}.pipelined { |${pipeline}| ${list}.each { |${parameter}| ${send} } }`;
  const isFew = typeof size === 'number' && size <= site.settings.batchSize;
  const newText = isFew ? each(source) : `${source}.each_slice(${step}).flat_map { |${slice}| ${each(slice)} }`;
  const differences = [later, isFew ? unsent : `${unsent} of the slice`];
  return rewrite(uri, 'Send together with pipelined', [{ range: owner.range, newText }], differences);
}

/** Of `|name,|` and `|*name|` the parameter is not the element, and `|_1|` is no Ruby. */
function isNamedPlainly(site: Site, { block }: CallExpression, parameter: string): boolean {
  const head = block && site.text({ start: block.range.start, end: block.bodyRange.start });
  return /^(?:\{|do\b)\s*\|\s*(\w+)\s*\|/.exec(head ?? '')?.[1] === parameter;
}

function pipelinedStatements(site: Site, owner: CallExpression, calls: readonly RedisCall[]): Rewrite | undefined {
  const pipeline = freshName(site, 'pipeline');
  const start = { start: owner.range.start, end: owner.range.start };
  const end = { start: owner.range.end, end: owner.range.end };
  const edits = [
    { range: start, newText: `${site.receiver}.pipelined { |${pipeline}| ` },
    ...calls.flatMap(({ call }) => (call.receiver ? [{ range: call.receiver.range, newText: pipeline }] : [])),
    { range: end, newText: ' }' },
  ];
  return rewrite(site.call.uri, 'Send together with pipelined', edits, [later, unsent]);
}

function onPipeline(site: Site, call: CallExpression, pipeline: string): string {
  const source = site.text(call.range);
  return pipeline + source.slice(site.receiver?.length ?? 0);
}

/** `scan_each { |key| del(key) }` in batches of UNLINK. */
function unlinkScanned(site: Site, owner: CallExpression, calls: readonly RedisCall[]): Rewrite | undefined {
  const [deletion, ...others] = calls;
  const [parameter] = owner.block?.parameters ?? [];
  const [key, ...more] = deletion?.args ?? [];
  const isScan = owner.method === 'scan_each' || owner.method === 'scan';
  const isDeletion = deletion?.command === 'DEL' || deletion?.command === 'UNLINK';
  const isElement = key?.kind === 'local' && key.name === parameter && more.length === 0;
  const onClient = owner.receiver && site.text(owner.receiver.range) === site.receiver;
  if (
    !isScan ||
    !isDeletion ||
    !isElement ||
    others.length > 0 ||
    !onClient ||
    site.flavour === 'cluster' ||
    !isKeyKept(site, 'unlink')
  ) {
    return undefined;
  }
  // What stands as an argument of its own, a Hash or `"MATCH", pattern`, says what is deleted.
  const hasOptions = owner.argsRange !== undefined && owner.args.length === 0;
  if (!hasOptions || owner.argsRange === undefined || owner.block === undefined || site.flavour === 'wrapper') {
    return undefined;
  }
  const opening = { start: owner.argsRange.end, end: owner.block.bodyRange.start };
  const opened = /^\s*\)?(\s*(?:\{|do)\s*\|\s*)\w+(\s*\|\s*)$/.exec(site.text(opening));
  if (opened === null || owner.safeNavigation) {
    return undefined;
  }
  const options = owner.keywords.filter(({ key: name }) => !(name?.kind === 'symbol' && name.value === 'count'));
  const step = batchSize(site);
  const scanned = [...options.map(({ range }) => site.text(range)), `count: ${step}`].join(', ');
  const batch = freshName(site, 'batch');
  const unlink = isRawClient(site) ? `call("UNLINK", *${batch})` : `unlink(*${batch})`;
  return rewrite(
    site.call.uri,
    'Unlink in batches',
    [
      { range: { start: owner.methodRange.end, end: owner.argsRange.end }, newText: `(${scanned})` },
      { range: opening, newText: `.each_slice(${step})${opened[1]}${batch}${opened[2]}` },
      { range: deletion.call.range, newText: `${site.receiver}.${unlink}` },
    ],
    [
      'no longer one by one: an error leaves the rest of a batch',
      ...(isRead(site, owner) ? ['the value is another'] : []),
    ],
  );
}

function asksClient(site: Site, source: Expression): boolean {
  return site.index.calls(site.call.uri).some(({ call }) => encloses(source.range, call.range));
}

/** Whether somebody may read the nil that a scan with a block gives. */
function isRead(site: Site, owner: CallExpression): boolean {
  const scan = site.index.calls(site.call.uri).find(({ call }) => sameRange(call.range, owner.range));
  return scan?.usage.kind !== 'statement';
}
