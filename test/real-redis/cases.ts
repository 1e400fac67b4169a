import {
  type Data,
  fieldHashes,
  geo,
  geoEdge,
  hashes,
  keyLists,
  keyspaces,
  lists,
  members,
  pairs,
  scored,
  sets,
  sortedSets,
  stringLists,
  strings,
} from './data.ts';
import type { Dialect } from './flavours.ts';

/** How a result may differ: in the order of its elements, or altogether. */
export type Difference = 'order' | 'outcome';

/** A snippet that a rule reports, which runs before and after Lintel's fix. */
export interface FixCase {
  readonly rule: string;
  readonly name: string;
  /** `R` stands for the client. A dialect that is left out cannot say it; `sidekiq` without a text of its own takes the methods. */
  readonly code: Partial<Readonly<Record<Dialect, string>>>;
  /** Nobody reads the value. */
  readonly statement?: true;
  readonly data: readonly Data[];
  /** What an unsafe fix may change, by data set; `'*'`: on all. Everything else must stay the same. */
  readonly differs?: Readonly<Record<string, Difference>>;
}

const command = (methods: string, words: string, sidekiq?: string) => ({
  methods,
  words,
  ...(sidekiq === undefined ? {} : { sidekiq }),
});

const anyOrder = { '*': 'order' } as const;
const emptyList = { empty: 'outcome' } as const;

const deleting: readonly FixCase[] = [
  {
    rule: 'prefer-unlink',
    name: 'del of one literal key',
    code: command('R.del("k")', 'R.call("DEL", "k")'),
    data: [...sets, ...hashes.slice(-1), ...sortedSets.slice(-1), ...lists.slice(-1)].map(withoutVariables),
  },
  {
    rule: 'prefer-unlink',
    name: 'del(key)',
    code: command('R.del(key)', 'R.call("DEL", key)'),
    data: [...sets, ...keyArguments()],
    differs: { 'no key': 'outcome', nested: 'outcome' },
  },
  {
    rule: 'prefer-unlink',
    name: 'del(*keys), value read',
    code: command('names = keys.map(&:to_s)\nR.del(*names)', 'names = keys.map(&:to_s)\nR.call("DEL", *names)'),
    data: keyLists,
  },
  {
    rule: 'prefer-unlink',
    name: 'del(*keys), statement',
    statement: true,
    code: command('names = keys.map(&:to_s)\nR.del(*names)', 'names = keys.map(&:to_s)\nR.call("DEL", *names)'),
    data: keyLists,
  },
  {
    rule: 'prefer-unlink',
    name: 'del(keys) behind its own guard',
    statement: true,
    code: { methods: 'R.del(*keys) unless keys.empty?' },
    data: keyLists,
  },
  {
    rule: 'prefer-unlink',
    name: 'del in a pipeline',
    code: command(
      'R.pipelined { |pipeline| pipeline.del("k"); pipeline.get("k") }',
      'R.pipelined { |pipeline| pipeline.call("DEL", "k"); pipeline.call("GET", "k") }',
      'R.pipelined { |pipeline| pipeline.del("k"); pipeline.get("k") }',
    ),
    data: sets.map(withoutVariables),
  },
  {
    rule: 'prefer-unlink',
    name: 'del in a transaction',
    code: command(
      'R.multi { |transaction| transaction.del("k") }',
      'R.multi { |transaction| transaction.call("DEL", "k") }',
    ),
    data: sets.map(withoutVariables),
  },
  {
    rule: 'prefer-unlink',
    name: 'raw del',
    code: { methods: 'R.call([:del, key])', words: 'R.call([:del, key])', sidekiq: 'R.call([:del, key])' },
    data: sets,
  },
  {
    rule: 'prefer-unlink',
    name: 'del in Lua',
    code: { methods: `R.eval("return redis.call('DEL', KEYS[1])", keys: [key])` },
    data: sets,
  },
];

const reading: readonly FixCase[] = [
  {
    rule: 'smembers-unbounded',
    name: 'smembers',
    code: command('R.smembers(key)', 'R.call("SMEMBERS", key)'),
    data: sets,
    differs: anyOrder,
  },
  {
    rule: 'smembers-unbounded',
    name: 'smembers.each',
    code: command(
      'found = []\nR.smembers(key).each { |m| found << m }\nfound',
      'found = []\nR.call("SMEMBERS", key).each { |m| found << m }\nfound',
    ),
    data: sets,
    differs: anyOrder,
  },
  {
    rule: 'smembers-unbounded',
    name: 'smembers.each_slice',
    code: command(
      'found = []\nR.smembers(key).each_slice(7) { |m| found.concat(m) }\nfound',
      'found = []\nR.call("SMEMBERS", key).each_slice(7) { |m| found.concat(m) }\nfound',
    ),
    data: sets,
    differs: anyOrder,
  },
  {
    rule: 'smembers-unbounded',
    name: 'smembers.map.sort',
    code: command('R.smembers(key).map(&:upcase).sort', 'R.call("SMEMBERS", key).map(&:upcase).sort'),
    data: sets,
  },
  {
    rule: 'keys-command',
    name: 'keys(pattern)',
    code: command('R.keys("a:*")', 'R.call("KEYS", "a:*")'),
    data: keyspaces.map(withoutVariables),
    differs: anyOrder,
  },
  {
    rule: 'keys-command',
    name: 'keys without an argument',
    code: { methods: 'R.keys' },
    data: keyspaces.map(withoutVariables),
    differs: anyOrder,
  },
  {
    rule: 'keys-command',
    name: 'del(*keys(pattern))',
    statement: true,
    code: command('R.del(*R.keys("a:*"))', 'R.call("DEL", *R.call("KEYS", "a:*"))', 'R.del(*R.keys("a:*"))'),
    data: keyspaces.map(withoutVariables),
    differs: { empty: 'outcome', 'no match': 'outcome' },
  },
  {
    rule: 'keys-command',
    name: 'keys(pattern).each { del }',
    statement: true,
    code: command(
      'R.keys("a:*").each { |name| R.del(name) }',
      'R.call("KEYS", "a:*").each { |name| R.call("DEL", name) }',
    ),
    data: keyspaces.map(withoutVariables),
  },
  {
    rule: 'keys-command',
    name: 'keys(pattern) kept in a local and deleted',
    statement: true,
    code: command(
      'stale = R.keys("a:*")\nR.del(*stale) unless stale.empty?',
      'stale = R.call("KEYS", "a:*")\nR.call("DEL", *stale) unless stale.empty?',
    ),
    data: keyspaces.map(withoutVariables),
  },
  {
    rule: 'keys-command',
    name: 'keys("literal").any?',
    code: command(
      '[R.keys("exact").any?, R.keys("exact").empty?]',
      '[R.call("KEYS", "exact").any?, R.call("KEYS", "exact").empty?]',
    ),
    data: keyspaces.map(withoutVariables),
  },
  {
    rule: 'hgetall-unbounded',
    name: 'hgetall',
    code: command('R.hgetall(key)', 'R.call("HGETALL", key)'),
    data: hashes,
  },
  {
    rule: 'hgetall-unbounded',
    name: 'hkeys',
    code: command('R.hkeys(key)', 'R.call("HKEYS", key)'),
    data: hashes,
    differs: anyOrder,
  },
  {
    rule: 'hgetall-unbounded',
    name: 'hvals',
    code: command('R.hvals(key)', 'R.call("HVALS", key)'),
    data: hashes,
    differs: anyOrder,
  },
  {
    rule: 'hgetall-unbounded',
    name: 'hgetall.each',
    code: command(
      'found = []\nR.hgetall(key).each { |f, v| found << [f, v] }\nfound',
      'found = []\nR.call("HGETALL", key).each { |f, v| found << [f, v] }\nfound',
    ),
    data: hashes,
    differs: anyOrder,
  },
  {
    rule: 'hgetall-unbounded',
    name: 'hgetall.each with one parameter',
    code: command(
      'found = []\nR.hgetall(key).each { |pair| found << pair }\nfound',
      'found = []\nR.call("HGETALL", key).each { |pair| found << pair }\nfound',
    ),
    data: hashes,
    differs: anyOrder,
  },
  {
    rule: 'lrange-unbounded',
    name: 'lrange 0 -1',
    code: command('R.lrange(key, 0, -1)', 'R.call("LRANGE", key, 0, -1)'),
    data: lists,
  },
  {
    rule: 'zrange-unbounded',
    name: 'zrange 0 -1',
    code: command('R.zrange(key, 0, -1)', 'R.call("ZRANGE", key, 0, -1)'),
    data: sortedSets,
  },
  {
    rule: 'zrange-unbounded',
    name: 'zrange with scores',
    code: command(
      'R.zrange(key, 0, -1, with_scores: true)',
      'R.call("ZRANGE", key, 0, -1, "WITHSCORES")',
      'R.zrange(key, 0, -1, "WITHSCORES")',
    ),
    data: sortedSets,
  },
  {
    rule: 'zrange-unbounded',
    name: 'zrevrange 0 -1',
    code: command('R.zrevrange(key, 0, -1)', 'R.call("ZREVRANGE", key, 0, -1)'),
    data: sortedSets,
  },
  {
    rule: 'zrange-unbounded',
    name: 'zrangebyscore -inf +inf',
    code: command(
      'R.zrangebyscore(key, "-inf", "+inf", with_scores: true)',
      'R.call("ZRANGEBYSCORE", key, "-inf", "+inf", "WITHSCORES")',
      'R.zrangebyscore(key, "-inf", "+inf", "WITHSCORES")',
    ),
    data: sortedSets,
  },
  {
    rule: 'zrange-unbounded',
    name: 'zrangebyscore with an open end',
    code: command('R.zrangebyscore(key, "(1", "+inf")', 'R.call("ZRANGEBYSCORE", key, "(1", "+inf")'),
    data: sortedSets,
  },
  {
    rule: 'zrange-unbounded',
    name: 'zrevrangebyscore +inf -inf',
    code: command('R.zrevrangebyscore(key, "+inf", "-inf")', 'R.call("ZREVRANGEBYSCORE", key, "+inf", "-inf")'),
    data: sortedSets,
  },
  {
    rule: 'zrange-unbounded',
    name: 'zrange by_score',
    code: { methods: 'R.zrange(key, "-inf", "+inf", by_score: true)' },
    data: sortedSets,
  },
];

const reducing: readonly FixCase[] = [
  ...reductions('SMEMBERS', sets, [
    'size',
    'empty?',
    'any?',
    'none?',
    'include?("a")',
    'include?("member:7")',
    'include?("nobody")',
  ]),
  ...reductions('HGETALL', hashes, [
    'size',
    'empty?',
    'any?',
    '["f1"]',
    'fetch("f1", nil)',
    'key?("f1")',
    'key?("none")',
    'values_at("f1", "none")',
  ]),
  ...reductions('HKEYS', hashes, ['size', 'include?("f1")', 'include?("none")']),
  ...reductions('HVALS', hashes, ['size']),
  ...reductions(
    'LRANGE',
    lists,
    ['size', 'first', 'last', 'first(3)', 'last(3)', 'first(5_000)', 'empty?', 'any?'],
    ', 0, -1',
  ),
  ...reductions(
    'ZRANGE',
    sortedSets,
    ['size', 'first', 'last', 'include?("a")', 'include?("none")', 'empty?'],
    ', 0, -1',
  ),
  ...reductions('ZRANGEBYSCORE', sortedSets, ['size', 'count'], ', 1, "+inf"'),
  {
    rule: 'fetch-all-then-reduce',
    name: 'smembers.include? of a number',
    code: command('R.smembers(key).include?(10)', 'R.call("SMEMBERS", key).include?(10)'),
    data: sets,
    differs: { small: 'outcome', integers: 'outcome' },
  },
  {
    rule: 'fetch-all-then-reduce',
    name: 'smembers.sample',
    code: command('R.smembers(key).sample', 'R.call("SMEMBERS", key).sample'),
    data: sets,
    differs: { small: 'outcome', integers: 'outcome', large: 'outcome' },
  },
  {
    rule: 'fetch-all-then-reduce',
    name: 'keys("*").size',
    code: command('R.keys("*").size', 'R.call("KEYS", "*").size'),
    data: keyspaces.map(withoutVariables),
  },
  {
    rule: 'set-operation',
    name: 'sinter.size',
    code: command('R.sinter("k", "l").size', 'R.call("SINTER", "k", "l").size'),
    data: intersections(),
  },
  {
    rule: 'set-operation',
    name: 'sinter.any?, sinter.empty?',
    code: command(
      '[R.sinter("k", "l").any?, R.sinter("k", "l").empty?]',
      '[R.call("SINTER", "k", "l").any?, R.call("SINTER", "k", "l").empty?]',
    ),
    data: intersections(),
  },
];

const searching: readonly FixCase[] = [
  {
    rule: 'georadius-whole-earth',
    name: 'members only',
    code: command(
      'R.georadius(key, 0, 0, 25_000, "km")',
      'R.call("GEORADIUS", key, 0, 0, 25_000, "km")',
      'R.georadius(key, 0, 0, 25_000, "km")',
    ),
    data: [...geo, ...geoEdge],
    differs: { '*': 'order', edge: 'outcome' },
  },
  {
    rule: 'georadius-whole-earth',
    name: 'with positions',
    code: command(
      'R.georadius(key, 0, 0, 25_000, "km", options: "WITHCOORD")',
      'R.call("GEORADIUS", key, 0, 0, 25_000, "km", "WITHCOORD")',
      'R.georadius(key, 0, 0, 25_000, "km", "WITHCOORD")',
    ),
    data: geo,
    differs: anyOrder,
  },
  {
    rule: 'georadius-whole-earth',
    name: 'with hashes',
    code: { methods: 'R.georadius(key, 0, 0, 25_000, "km", options: :WITHHASH)' },
    data: geo,
    differs: anyOrder,
  },
  {
    rule: 'georadius-whole-earth',
    name: 'around a member',
    code: command(
      'R.georadiusbymember(key, "HQ", 25_000, "km")',
      'R.call("GEORADIUSBYMEMBER", key, "HQ", 25_000, "km")',
      'R.georadiusbymember(key, "HQ", 25_000, "km")',
    ),
    data: geo,
    differs: anyOrder,
  },
  {
    rule: 'georadius-deprecated',
    name: 'georadius',
    code: command(
      'R.georadius(key, 13, 52, 5_000, "km")',
      'R.call("GEORADIUS", key, 13, 52, 5_000, "km")',
      'R.georadius(key, 13, 52, 5_000, "km")',
    ),
    data: geo,
  },
  {
    rule: 'georadius-deprecated',
    name: 'georadius, sorted and limited, with distances and positions',
    code: command(
      'R.georadius(key, 13, 52, 9_000, "km", sort: :desc, count: 10, options: %w[WITHDIST WITHCOORD])',
      'R.call("GEORADIUS", key, 13, 52, 9_000, "km", "WITHDIST", "WITHCOORD", "COUNT", 10, "DESC")',
      'R.georadius(key, 13, 52, 9_000, "km", "WITHDIST", "WITHCOORD", "COUNT", 10, "DESC")',
    ),
    data: geo,
  },
  {
    rule: 'georadius-deprecated',
    name: 'georadiusbymember',
    code: command(
      'R.georadiusbymember(key, "HQ", 5_000, "km")',
      'R.call("GEORADIUSBYMEMBER", key, "HQ", 5_000, "km")',
      'R.georadiusbymember(key, "HQ", 5_000, "km")',
    ),
    data: geo,
  },
  {
    rule: 'georadius-deprecated',
    name: 'georadius that stores',
    code: command(
      'R.georadius(key, 13, 52, 5_000, "km", options: ["STORE", "near"])',
      'R.call("GEORADIUS", key, 13, 52, 5_000, "km", "STORE", "near")',
      'R.georadius(key, 13, 52, 5_000, "km", "STORE", "near")',
    ),
    data: geo,
  },
  {
    rule: 'georadius-deprecated',
    name: 'georadius that stores distances',
    code: command(
      'R.georadius(key, 13, 52, 5_000, "km", options: ["STOREDIST", "near"])',
      'R.call("GEORADIUS", key, 13, 52, 5_000, "km", "STOREDIST", "near")',
      'R.georadius(key, 13, 52, 5_000, "km", "STOREDIST", "near")',
    ),
    data: geo,
  },
];

const batching: readonly FixCase[] = [
  ...batch(
    'sadd(key, list)',
    'R.sadd(key, list)',
    'R.call("SADD", key, *list)',
    members('cmd("SADD", "#{P}k", "a")', ''),
  ),
  ...batch(
    'srem(key, list)',
    'R.srem(key, list)',
    'R.call("SREM", key, *list)',
    members('cmd("SADD", "#{P}k", "a", "x")', 'fill(40_000, "SADD", "k", "\'member:\' .. i")'),
  ),
  ...batch(
    'zadd(key, pairs)',
    'R.zadd(key, list.map { |score, member| [score, member] })',
    'R.call("ZADD", key, *list.flatten)',
    scored,
  ),
  ...batch(
    'zrem(key, list)',
    'R.zrem(key, list.map(&:to_s))',
    'R.call("ZREM", key, *list)',
    members('cmd("ZADD", "#{P}k", 1, "a", 2, "x")', 'fill(40_000, "ZADD", "k", "i", "\'member:\' .. i")'),
  ),
  ...batch(
    'hdel(key, *list)',
    'R.hdel(key, *list)',
    'R.call("HDEL", key, *list)',
    members('cmd("HSET", "#{P}k", "a", 1, "x", 2)', 'fill(40_000, "HSET", "k", "\'member:\' .. i", "i")'),
  ),
  ...batch('hset(key, hash)', 'R.hset(key, list.to_h { |field, value| [field, value] })', undefined, fieldHashes),
  ...batch('mapped_hmset(key, hash)', 'R.mapped_hmset(key, list)', undefined, fieldHashes, 'statement'),
  ...batch('mapped_mset(hash)', 'R.mapped_mset(list)', undefined, fieldHashes, 'statement'),
  ...batch('hmset(key, *flat)', 'R.hmset(key, *list)', 'R.call("HMSET", key, *list)', pairs, 'statement'),
  ...batch('mset(*flat)', 'R.mset(*list)', 'R.call("MSET", *list)', pairs, 'statement'),
  ...batch('mget(*keys)', 'R.mget(*keys)', 'R.call("MGET", *keys)', stringLists, 'value'),
  ...batch('mapped_mget(*keys)', 'R.mapped_mget(*keys)', undefined, stringLists, 'value'),
  ...batch(
    'hmget(key, *list)',
    'R.hmget(key, *list)',
    'R.call("HMGET", key, *list)',
    members('cmd("HSET", "#{P}k", "a", 1)', 'fill(40_000, "HSET", "k", "\'member:\' .. i", "i")'),
    'value',
  ),
  ...batch(
    'mapped_hmget(key, *list)',
    'R.mapped_hmget(key, *list)',
    undefined,
    members('cmd("HSET", "#{P}k", "a", 1)', 'fill(40_000, "HSET", "k", "\'member:\' .. i", "i")'),
    'value',
  ),
  ...batch(
    'zmscore(key, *list)',
    'R.zmscore(key, *list)',
    'R.call("ZMSCORE", key, *list)',
    members('cmd("ZADD", "#{P}k", 1, "a")', 'fill(40_000, "ZADD", "k", "i", "\'member:\' .. i")'),
    'value',
  ),
  ...batch(
    'smismember(key, *list)',
    'R.smismember(key, *list)',
    'R.call("SMISMEMBER", key, *list)',
    members('cmd("SADD", "#{P}k", "a")', 'fill(40_000, "SADD", "k", "\'member:\' .. i")'),
    'value',
  ),
  ...batch(
    'geopos(key, list)',
    'R.geopos(key, list.map(&:to_s))',
    'R.call("GEOPOS", key, *list)',
    members('cmd("GEOADD", "#{P}k", 1, 2, "a")', ''),
    'value',
  ),
  ...batch('exists(*keys)', 'R.exists(*keys)', 'R.call("EXISTS", *keys)', keyLists, 'value'),
  ...batch('del(*keys)', 'R.del(*keys)', 'R.call("DEL", *keys)', keyLists),
  ...batch(
    'lpush(key, list)',
    'R.lpush(key, list.map(&:to_s))',
    'R.call("LPUSH", key, *list)',
    members('cmd("RPUSH", "#{P}k", "x")', ''),
  ),
  ...batch(
    'rpush(key, list)',
    'R.rpush(key, list.map(&:to_s))',
    'R.call("RPUSH", key, *list)',
    members('cmd("RPUSH", "#{P}k", "x")', ''),
  ),
  ...batch(
    'pfadd(key, list)',
    'R.pfadd(key, list.map(&:to_s))',
    'R.call("PFADD", key, *list)',
    members('cmd("PFADD", "#{P}k", "a", "b", "c")', ''),
  ),
  {
    rule: 'large-batch',
    name: 'sadd(key, list) in a pipeline',
    statement: true,
    code: command(
      'R.pipelined { |pipeline| pipeline.sadd(key, list.map(&:to_s)) }',
      'R.pipelined { |pipeline| pipeline.call("SADD", key, *list) }',
    ),
    data: members('cmd("SADD", "#{P}k", "a")', ''),
    differs: emptyList,
  },
];

const scanning: readonly FixCase[] = [
  ...scans('scan-count-too-large', ', count: 15_000', '"COUNT", 15_000'),
  ...scans('scan-count-missing', '', undefined),
];

const replacing: readonly FixCase[] = [
  {
    rule: 'deprecated-command',
    name: 'getset',
    code: command('R.getset(key, "new")', 'R.call("GETSET", key, "new")'),
    data: strings,
  },
  {
    rule: 'deprecated-command',
    name: 'setex',
    code: command('R.setex(key, 60, "v")', 'R.call("SETEX", key, 60, "v")'),
    data: strings,
  },
  {
    rule: 'deprecated-command',
    name: 'setex with a variable time',
    code: command('R.setex(key, ttl, "v")', 'R.call("SETEX", key, ttl, "v")'),
    data: times(),
    differs: { nil: 'outcome' },
  },
  {
    rule: 'deprecated-command',
    name: 'psetex',
    code: command('R.psetex(key, 60_000, "v")', 'R.call("PSETEX", key, 60_000, "v")'),
    data: strings,
  },
  { rule: 'deprecated-command', name: 'setnx', code: { methods: 'R.setnx(key, "v")' }, data: strings },
  {
    rule: 'deprecated-command',
    name: 'setnx == 1',
    code: { words: 'R.call("SETNX", key, "v") == 1', sidekiq: 'R.setnx(key, "v") == 1' },
    data: strings,
  },
  {
    rule: 'deprecated-command',
    name: 'hmset',
    statement: true,
    code: command('R.hmset(key, "a", 1, "b", 2)', 'R.call("HMSET", key, "a", 1, "b", 2)'),
    data: hashes,
  },
  {
    rule: 'deprecated-command',
    name: 'hmset(key, *fields)',
    statement: true,
    code: command('R.hmset(key, *list)', 'R.call("HMSET", key, *list)'),
    data: pairs,
  },
  {
    rule: 'deprecated-command',
    name: 'rpoplpush',
    code: command('R.rpoplpush(key, "l")', 'R.call("RPOPLPUSH", key, "l")'),
    data: lists,
  },
  {
    rule: 'deprecated-command',
    name: 'brpoplpush',
    code: {
      methods: 'R.brpoplpush(key, "l", timeout: 1)',
      words: 'R.blocking_call(2, "BRPOPLPUSH", key, "l", 1)',
      sidekiq: 'R.blocking_call(2, "BRPOPLPUSH", key, "l", 1)',
    },
    data: lists,
  },
  {
    rule: 'deprecated-command',
    name: 'zrevrange',
    code: command('R.zrevrange(key, 0, 9)', 'R.call("ZREVRANGE", key, 0, 9)'),
    data: sortedSets,
  },
  {
    rule: 'deprecated-command',
    name: 'zrevrange with scores',
    code: command(
      'R.zrevrange(key, 0, 9, with_scores: true)',
      'R.call("ZREVRANGE", key, 0, 9, "WITHSCORES")',
      'R.zrevrange(key, 0, 9, "WITHSCORES")',
    ),
    data: sortedSets,
  },
  {
    rule: 'deprecated-command',
    name: 'zrangebyscore',
    code: command(
      'R.zrangebyscore(key, "(1", 20, limit: [1, 10])',
      'R.call("ZRANGEBYSCORE", key, "(1", 20, "LIMIT", 1, 10)',
      'R.zrangebyscore(key, "(1", 20, "LIMIT", 1, 10)',
    ),
    data: sortedSets,
  },
  {
    rule: 'deprecated-command',
    name: 'zrevrangebyscore',
    code: command(
      'R.zrevrangebyscore(key, 20, "-inf", with_scores: true)',
      'R.call("ZREVRANGEBYSCORE", key, 20, "-inf", "WITHSCORES")',
      'R.zrevrangebyscore(key, 20, "-inf", "WITHSCORES")',
    ),
    data: sortedSets,
  },
  {
    rule: 'deprecated-command',
    name: 'zrangebylex',
    code: command('R.zrangebylex(key, "[a", "(c")', 'R.call("ZRANGEBYLEX", key, "[a", "(c")'),
    data: sortedSets,
  },
  {
    rule: 'deprecated-command',
    name: 'zrevrangebylex',
    code: command('R.zrevrangebylex(key, "(c", "[a")', 'R.call("ZREVRANGEBYLEX", key, "(c", "[a")'),
    data: sortedSets,
  },
  {
    rule: 'deprecated-command',
    name: 'substr',
    code: command('R.substr(key, 0, 1)', 'R.call("SUBSTR", key, 0, 1)'),
    data: strings,
  },
  { rule: 'deprecated-command', name: 'quit', statement: true, code: { methods: 'R.quit' }, data: strings.slice(0, 1) },
  {
    rule: 'flush-sync',
    name: 'flushdb',
    code: command('R.flushdb', 'R.call("FLUSHDB")'),
    data: keyspaces.map(withoutVariables),
  },
  {
    rule: 'flush-sync',
    name: 'flushall',
    code: command('R.flushall', 'R.call("FLUSHALL")'),
    data: keyspaces.map(withoutVariables),
  },
  {
    rule: 'ttl-without-jitter',
    name: 'setex in a loop',
    statement: true,
    code: command(
      'keys.each { |name| R.setex("t:#{name}", 3600, 1) }',
      'keys.each { |name| R.call("SETEX", "t:#{name}", 3600, 1) }',
    ),
    data: fewKeys(),
  },
  {
    rule: 'ttl-without-jitter',
    name: 'times to live stay between T and 1.1 T',
    code: command(
      'keys.each { |name| R.set("t:#{name}", 1); R.expire("t:#{name}", 3600) }\nkeys.all? { |name| (3_595..3_960).cover?(R.ttl("t:#{name}")) }',
      'keys.each { |name| R.call("SET", "t:#{name}", 1); R.call("EXPIRE", "t:#{name}", 3600) }\nkeys.all? { |name| (3_595..3_960).cover?(R.call("TTL", "t:#{name}")) }',
    ),
    data: fewKeys(),
  },
  {
    rule: 'admin-command',
    name: 'save',
    statement: true,
    code: command('R.save', 'R.call("SAVE")'),
    data: strings.slice(0, 1),
  },
];

/** Every fix that Lintel writes for Redis, at least once. */
export const cases: readonly FixCase[] = [
  ...deleting,
  ...reading,
  ...reducing,
  ...searching,
  ...batching,
  ...scanning,
  ...replacing,
];

function withoutVariables(data: Data): Data {
  return { ...data, variables: {} };
}

function keyArguments(): readonly Data[] {
  const setup = 'cmd("MSET", "#{P}a", 1, "#{P}b", 2)';
  return [
    { name: 'symbol', setup, variables: { key: ':a' } },
    { name: 'list', setup, variables: { key: '%w[a b x]' } },
    { name: 'nested', setup, variables: { key: '[["a"]]' } },
    { name: 'no key', setup, variables: { key: '[]' } },
  ];
}

function intersections(): readonly Data[] {
  const variables = {};
  return [
    { name: 'empty', setup: '', variables },
    { name: 'small', setup: 'cmd("SADD", "#{P}k", "a", "b"); cmd("SADD", "#{P}l", "b", "c")', variables },
    { name: 'apart', setup: 'cmd("SADD", "#{P}k", "a"); cmd("SADD", "#{P}l", "c")', variables },
    { name: 'wrong type', setup: 'cmd("SADD", "#{P}k", "a"); cmd("SET", "#{P}l", "c")', variables },
    { name: 'large', setup: 'fill(40_000, "SADD", "k", "i"); fill(40_000, "SADD", "l", "i * 2")', variables },
  ];
}

function fewKeys(): readonly Data[] {
  return [
    { name: 'empty', setup: '', variables: { keys: '[]' } },
    { name: 'small', setup: '', variables: { keys: '%w[a b c]' } },
    { name: 'many', setup: '', variables: { keys: '(1..2_000).to_a' } },
  ];
}

function times(): readonly Data[] {
  return [
    { name: 'number', setup: '', variables: { key: '"k"', ttl: '60' } },
    { name: 'zero', setup: '', variables: { key: '"k"', ttl: '0' } },
    { name: 'nil', setup: '', variables: { key: '"k"', ttl: 'nil' } },
  ];
}

function reductions(name: string, data: readonly Data[], methods: readonly string[], bounds = ''): readonly FixCase[] {
  return methods.map((method) => {
    const tail = method.startsWith('[') ? method : `.${method}`;
    return {
      rule: 'fetch-all-then-reduce',
      name: `${name.toLowerCase()}${tail}`,
      code: command(`R.${name.toLowerCase()}(key${bounds})${tail}`, `R.call("${name}", key${bounds})${tail}`),
      data,
    };
  });
}

/** A command that gets a list, as a statement and as a value. */
function batch(
  name: string,
  methods: string,
  words: string | undefined,
  data: readonly Data[],
  only?: 'statement' | 'value',
): readonly FixCase[] {
  const code = { methods, ...(words === undefined ? {} : { words, sidekiq: words }) };
  const common = { rule: 'large-batch', code, data, differs: emptyList } as const;
  return [
    ...(only === 'value' ? [] : [{ ...common, name: `${name}, statement`, statement: true as const }]),
    ...(only === 'statement' ? [] : [{ ...common, name: `${name}, value read` }]),
  ];
}

/** A member of unknown name is written first: without one nothing says that the key grows. */
function scans(rule: string, option: string, words: string | undefined): readonly FixCase[] {
  const loop = (scan: string) =>
    `cursor = "0"\nfound = []\nloop do\n  cursor, keys = ${scan}\n  found.concat(keys)\n  break if cursor == "0"\nend\nfound`;
  const iterate = `R.scan(match: "a:*"${option}).to_a`;
  const iterateSet = `R.sscan("k"${option}).to_a`;
  return [
    {
      rule,
      name: 'scan_each',
      code: { methods: `R.scan_each(match: "a:*"${option}).to_a`, words: iterate, sidekiq: iterate },
      data: keyspaces.map(withoutVariables),
    },
    {
      rule,
      name: 'sscan_each',
      code: {
        methods: `R.sadd("k", name)\nR.sscan_each("k"${option}).to_a`,
        words: `R.call("SADD", "k", name)\n${iterateSet}`,
        sidekiq: `R.sadd("k", name)\n${iterateSet}`,
      },
      data: sets.map((data) => ({ ...data, variables: { name: '"another"' } })),
    },
    {
      rule,
      name: 'a loop that feeds its cursor back',
      code: {
        methods: loop(`R.scan(cursor, match: "a:*"${option})`),
        words: loop(`R.call("SCAN", cursor, "MATCH", "a:*"${words === undefined ? '' : `, ${words}`})`),
      },
      data: keyspaces.map(withoutVariables),
    },
  ];
}
