import type { CallExpression, Expression, KeywordPair } from './expression.ts';
import type { Flow } from './flow.ts';
import { isMerging } from './mayHoldClient.ts';
import type { Place } from './place.ts';
import { nothing, union, type Value, type Values } from './value.ts';

type Collection = Value & { readonly kind: 'collection' };

export function arrayValues(flow: Flow, elements: readonly Expression[], place: Place): readonly Collection[] {
  const values = union(
    ...elements.slice(0, mostElements).map((element) => {
      const own = flow.values(element, place);
      return element.kind === 'splat'
        ? own.flatMap((value) => (value.kind === 'collection' ? value.elements : []))
        : own;
    }),
  );
  return [{ kind: 'collection', elements: values, keyed: false }];
}

export function hashValues(flow: Flow, pairs: readonly KeywordPair[], place: Place): readonly Collection[] {
  const byKey = new Map<string, Values>();
  for (const { key, value } of pairs.slice(0, mostElements)) {
    if (key?.kind === 'symbol' || key?.kind === 'string') {
      byKey.set(key.value, flow.values(value, place));
    }
  }
  const elements = arrayValues(
    flow,
    pairs.map(({ value }) => value),
    place,
  );
  return elements.map((value) => ({ ...value, keyed: true, byKey }));
}

/** Nobody keeps more clients than this in one literal. */
const mostElements = 20;

/** `options.merge(redis: Redis.new)`: a hash of which nothing is known but what is merged; undefined for what may be no hash. */
export function mergedValues(flow: Flow, call: CallExpression, receivers: Values, place: Place): Values | undefined {
  const isOther = receivers.some(
    (value) => !(value.kind === 'collection' || (value.kind === 'other' && !value.isObject)),
  );
  const isLiteral = call.keywords.length > 0 || call.args.some(({ kind }) => kind === 'hash');
  if (!isMerging(call.method) || isOther || (receivers.length === 0 && !isLiteral)) {
    return undefined;
  }
  const given = call.args.flatMap((argument) => flow.values(argument, place));
  const hashes = [...receivers, ...given, ...hashValues(flow, call.keywords, place)].filter(
    (value) => value.kind === 'collection',
  );
  const byKey = new Map<string, Values>();
  for (const [key, values] of hashes.flatMap((hash) => [...(hash.byKey ?? [])])) {
    byKey.set(key, union(byKey.get(key) ?? nothing, values));
  }
  return [{ kind: 'collection', elements: union(...hashes.map(({ elements }) => elements)), keyed: true, byKey }];
}
