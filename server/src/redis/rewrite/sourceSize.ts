import type { CallExpression, Expression } from '../expression.ts';
import { numberAt } from './range.ts';
import type { Site } from './site.ts';

/** How many elements a collection has: a number that it cannot exceed, `large` where it plainly has no bound, or not known. */
export type SourceSize = number | 'large' | 'unknown';

/** The size of the collection that `expression` gives at the site. */
export function sourceSize(site: Site, expression: Expression, depth = 0): SourceSize {
  if (depth > 8) {
    return 'unknown';
  }
  const resolved = site.resolve(expression);
  switch (resolved.kind) {
    case 'array':
      return resolved.elements.some(({ kind }) => kind === 'splat') ? 'unknown' : resolved.elements.length;
    case 'hash':
      return resolved.pairs.length;
    case 'rangeLiteral':
      return rangeSize(site, resolved);
    case 'local':
      return blockParameterSize(site, resolved.name);
    case 'call':
      return callSize(site, resolved, depth);
    default:
      return 'unknown';
  }
}

/** How often the block of an iterating call runs. */
export function iterationSize(site: Site, call: CallExpression): SourceSize {
  const { method, receiver } = call;
  if (method === 'times') {
    return (receiver && numberAt(site, receiver)) ?? 'unknown';
  }
  if (method === 'upto' || method === 'downto') {
    const from = receiver && numberAt(site, receiver);
    const to = numberAt(site, call.args[0]);
    return from === undefined || to === undefined ? 'unknown' : Math.abs(to - from) + 1;
  }
  if (/^(?:find_each|find_in_batches|in_batches|scan_each|sscan_each|hscan_each|zscan_each)$/.test(method)) {
    return 'large';
  }
  return receiver === undefined ? 'unknown' : sourceSize(site, receiver);
}

const keepsSize = new Set(
  `map collect select filter reject compact uniq sort sort_by shuffle reverse filter_map each each_with_index with_index
   to_a to_set values keys map! compact! uniq! reject! select! lazy force index_by group_by to_h transform_values each_slice zip dup clone`.split(
    /\s+/,
  ),
);
const limits = new Set(['first', 'last', 'take', 'limit', 'sample', 'min', 'max', 'pop', 'shift']);
const withoutLimit =
  /^(?:pluck|ids|all|smembers|hkeys|hvals|hgetall|scan_each|sscan_each|hscan_each|readlines|each_line|find_each)$/;
const readsFile = /^(?:CSV|File|IO)$/;

function callSize(site: Site, call: CallExpression, depth: number): SourceSize {
  const { method, receiver, args } = call;
  if (limits.has(method)) {
    return numberAt(site, args[0]) ?? 'unknown';
  }
  if (method === 'times') {
    return (receiver && numberAt(site, receiver)) ?? 'unknown';
  }
  if (receiver !== undefined && hasLimit(site, receiver)) {
    return 'unknown';
  }
  // `ids` and `keys(from, to)` of the object itself are methods that it wrote, whatever those of a model and of Redis read.
  if (receiver === undefined && (method === 'ids' || (method === 'keys' && args.length > 1))) {
    return 'unknown';
  }
  if (withoutLimit.test(method)) {
    const limited = receiver === undefined ? undefined : limitIn(site, receiver);
    return limited ?? 'large';
  }
  if (method === 'keys' && args.length > 0) {
    return 'large';
  }
  if (method === 'read' && receiver?.kind === 'constant' && readsFile.test(receiver.path)) {
    return 'large';
  }
  const limit = rangeLimit(site, call);
  if (limit !== undefined) {
    return limit;
  }
  if (/^z(?:rev)?range$|^lrange$/.test(method)) {
    const page = pageSize(site, args[1], args[2]);
    if (page !== undefined) {
      return page;
    }
    const [from, to] = args.slice(1).map((bound) => numberAt(site, bound));
    return from === 0 && to === -1
      ? 'large'
      : from !== undefined && to !== undefined && to >= from
        ? to - from + 1
        : 'unknown';
  }
  return keepsSize.has(method) && receiver !== undefined ? sourceSize(site, receiver, depth + 1) : 'unknown';
}

/** `i, i + 999`: a page of 1,000 wherever it begins. */
function pageSize(site: Site, from: Expression | undefined, to: Expression | undefined): number | undefined {
  const [start, length] = to?.kind === 'operator' && to.operator === '+' ? to.operands : [];
  const more = length && numberAt(site, length);
  return from?.kind === 'local' && start?.kind === 'local' && from.name === start.name && more !== undefined
    ? more + 1
    : undefined;
}

/** `limit: [0, 100]` of a range by score or by name; a negative count is none. One that is computed is a limit all the same. */
function rangeLimit(site: Site, { method, keywords }: CallExpression): number | undefined {
  const pair = /^z(?:rev)?range/.test(method)
    ? keywords.find(({ key }) => key?.kind === 'symbol' && key.value === 'limit')
    : undefined;
  const pages = pair && site.resolve(pair.value);
  const count = pages?.kind === 'array' ? (numberAt(site, pages.elements[1]) ?? usualBatch) : -1;
  return count < 0 ? undefined : count;
}

/** The constant of a `limit(n)` somewhere in a chain. */
function limitIn(site: Site, expression: Expression): number | undefined {
  for (let link: Expression | undefined = expression; link?.kind === 'call'; link = link.receiver) {
    if (limits.has(link.method)) {
      return numberAt(site, link.args[0]);
    }
  }
  return undefined;
}

/** A limit that is computed says that somebody thought of it, but not how large it is. */
function hasLimit(site: Site, expression: Expression): boolean {
  for (let link: Expression | undefined = expression; link?.kind === 'call'; link = link.receiver) {
    if (limits.has(link.method) && link.args.length > 0) {
      return numberAt(site, link.args[0]) === undefined;
    }
  }
  return false;
}

function rangeSize(site: Site, range: Expression & { readonly kind: 'rangeLiteral' }): SourceSize {
  const from = numberAt(site, range.from);
  const to = numberAt(site, range.to);
  return from === undefined || to === undefined ? 'unknown' : Math.max(0, to - from + (range.exclusive ? 0 : 1));
}

/** Blocks that get a batch: the argument that sizes it, and the size where it is left out. */
const batching: Readonly<Record<string, { readonly keyword?: string; readonly usual?: number }>> = {
  each_slice: {},
  in_groups_of: {},
  each_cons: {},
  find_in_batches: { keyword: 'batch_size', usual: 1_000 },
  in_batches: { keyword: 'of', usual: 1_000 },
  each_batch: { keyword: 'of', usual: 1_000 },
};

function blockParameterSize(site: Site, name: string): SourceSize {
  const owner = site.call.enclosing.find(({ kind, parameters }) => kind === 'block' && parameters.includes(name))?.call;
  const inner = owner?.receiver;
  // `xs.each_slice(n).sum { |slice| … }` gives its slices on.
  const batcher = [owner, inner].find((call) => call?.kind === 'call' && Object.hasOwn(batching, call.method));
  if (batcher?.kind !== 'call') {
    return owner !== undefined && isBatch(owner, name) ? usualBatch : 'unknown';
  }
  const { keyword, usual } = batching[batcher.method] ?? {};
  const option = batcher.keywords.find(({ key }) => key?.kind === 'symbol' && key.value === keyword);
  const given = keyword === undefined ? batcher.args[0] : option?.value;
  // A size that is computed is a limit all the same.
  return (given === undefined ? usual : numberAt(site, given)) ?? usualBatch;
}

/** `scan_in_batches(…) { |batch| … }`: a method of the application's own that is called after the parts that it gives. */
function isBatch({ method }: CallExpression, parameter: string): boolean {
  return /(?:^|_)(?:batch|slice|chunk)(?:e?s)?$/.test(method) && /(?:^|_)(?:batch|slice|chunk)$/.test(parameter);
}

const usualBatch = 1_000;
