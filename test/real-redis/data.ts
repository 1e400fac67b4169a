/** What a snippet is run on. `setup` and the variables are Ruby; `cmd`, `fill` and `fill_keys` speak to the server, `P` is a namespace's prefix. */
export interface Data {
  readonly name: string;
  readonly setup: string;
  readonly variables: Readonly<Record<string, string>>;
}

const key = { key: '"k"' };

function data(name: string, setup: string, variables: Readonly<Record<string, string>> = key): Data {
  return { name, setup, variables };
}

const wrongType = data('wrong type', 'cmd("SET", "#{P}k", "x")');
const empty = data('empty', '');

export const sets: readonly Data[] = [
  empty,
  data('small', 'cmd("SADD", "#{P}k", "a", "b c", "é", "10", "")'),
  data('integers', 'cmd("SADD", "#{P}k", *1..300)'),
  wrongType,
  data('large', 'fill(40_000, "SADD", "k", "\'member:\' .. i")'),
];

export const hashes: readonly Data[] = [
  empty,
  data('small', 'cmd("HSET", "#{P}k", "f1", "v1", "f 2", "", "é", "v1")'),
  wrongType,
  data('large', 'fill(40_000, "HSET", "k", "\'field:\' .. i", "\'value:\' .. i")'),
];

export const lists: readonly Data[] = [
  empty,
  data('small', 'cmd("RPUSH", "#{P}k", "a", "b", "a", "")'),
  data('one page', 'fill(1_000, "RPUSH", "k", "i")'),
  wrongType,
  data('large', 'fill(40_000, "RPUSH", "k", "\'element:\' .. i")'),
];

export const sortedSets: readonly Data[] = [
  empty,
  data('small', 'cmd("ZADD", "#{P}k", 1, "a", 1, "b", "2.5", "c", "-inf", "m", "+inf", "z")'),
  data('one page', 'fill(1_000, "ZADD", "k", "i", "\'m:\' .. i")'),
  wrongType,
  data('large', 'fill(40_000, "ZADD", "k", "i % 977", "\'member:\' .. i")'),
];

export const strings: readonly Data[] = [
  empty,
  data('present', 'cmd("SET", "#{P}k", "old")'),
  data('wrong type', 'cmd("RPUSH", "#{P}k", "x")'),
];

/** Keys of which a pattern matches some, and odd ones. */
export const keyspaces: readonly Data[] = [
  empty,
  data('small', 'cmd("MSET", "#{P}a:1", 1, "#{P}a:2", 2, "#{P}b:1", 3, "#{P}exact", 4, "#{P}a:é", 5)'),
  data('no match', 'cmd("SET", "#{P}other", 1)'),
  data('large', 'fill_keys(20_000, "a:"); fill_keys(20_000, "b:")'),
];

/** Values of every type under the keys of a list; `keys` is an Array of Strings. */
export const keyLists: readonly Data[] = [
  data('empty', '', { keys: '[]' }),
  data('missing', '', { keys: '%w[x y]' }),
  data('small', 'cmd("MSET", "#{P}a", 1, "#{P}b", 2); cmd("SADD", "#{P}c", 1)', { keys: '%w[a b c x a]' }),
  data('large', 'fill_keys(40_000, "k:")', { keys: '(1..40_000).map { |i| "k:#{i}" }' }),
];

/** Values under keys of a list, all of them strings. */
export const stringLists: readonly Data[] = keyLists
  .filter(({ name }) => name !== 'small')
  .concat(data('small', 'cmd("MSET", "#{P}a", 1, "#{P}b", 2)', { keys: '%w[a b x a]' }));

/** Lists that are written to, or asked of, the key `k`, which holds what `fill` makes. */
export function members(setup: string, large: string): readonly Data[] {
  return [
    data('empty', '', { ...key, list: '[]' }),
    data('small', '', { ...key, list: '%w[a b a é]' }),
    data('existing', setup, { ...key, list: '%w[a b c]' }),
    data('wrong type', 'cmd("SET", "#{P}k", "x")', { ...key, list: '%w[a b]' }),
    data('large', large, { ...key, list: '(1..40_000).map { |i| "member:#{i}" }' }),
  ];
}

export const scored: readonly Data[] = [
  data('empty', '', { ...key, list: '[]' }),
  data('small', '', { ...key, list: '[[1, "a"], [2.5, "b"], [3, "a"]]' }),
  data('wrong type', 'cmd("SET", "#{P}k", "x")', { ...key, list: '[[1, "a"]]' }),
  data('large', '', { ...key, list: '(1..40_000).map { |i| [i, "member:#{i}"] }' }),
];

/** Flat lists of names and values. */
export const pairs: readonly Data[] = [
  data('empty', '', { ...key, list: '[]' }),
  data('small', '', { ...key, list: '["f1", 1, "f2", "é"]' }),
  data('large', '', { ...key, list: '(1..40_000).flat_map { |i| ["f:#{i}", i] }' }),
];

export const fieldHashes: readonly Data[] = [
  data('empty', '', { ...key, list: '{}' }),
  data('small', '', { ...key, list: '{ "f1" => 1, "f2" => "é" }' }),
  data('large', '', { ...key, list: '(1..40_000).to_h { |i| ["f:#{i}", i] }' }),
];

const places = `
  random = Random.new(42)
  2_000.times.each_slice(100) do |numbers|
    cmd("GEOADD", "#{P}k", *numbers.flat_map { |n| [random.rand(-179.0..179.0).round(6), random.rand(-85.0..85.0).round(6), "m:#{n}"] })
  end`;

export const geo: readonly Data[] = [
  empty,
  data('small', 'cmd("GEOADD", "#{P}k", 13.4, 52.5, "HQ", 2.35, 48.85, "b", -98.5, 39.8, "c")'),
  wrongType,
  data('large', `${places}; cmd("GEOADD", "#{P}k", 13.4, 52.5, "HQ")`),
];

/** Members on the seam of the map, which a search by distance never finds. */
export const geoEdge: readonly Data[] = [data('edge', 'cmd("GEOADD", "#{P}k", 180, 10, "seam", 13.4, 52.5, "HQ")')];
