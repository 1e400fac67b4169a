import type { FixCase } from './cases.ts';
import { type Data, keyLists, stringLists } from './data.ts';

/** Rewrites of code that is wrong with some clients: what was meant may differ from what it did. */
export const correctness: readonly FixCase[] = [
  {
    rule: 'exists-boolean',
    name: 'exists in a condition',
    code: {
      methods: 'R.exists(key) ? 1 : 2',
      words: 'R.call("EXISTS", key) ? 1 : 2',
      sidekiq: 'R.exists(key) ? 1 : 2',
    },
    data: members(),
    differs: { absent: 'outcome' },
  },
  {
    rule: 'truthy-integer-reply',
    name: 'sadd of one member in a condition',
    code: {
      methods: 'R.sadd("s", "m") ? 1 : 2',
      words: 'R.call("SADD", "s", "m") ? 1 : 2',
      sidekiq: 'R.sadd("s", "m") ? 1 : 2',
    },
    data: members(),
    differs: { present: 'outcome' },
  },
  {
    rule: 'truthy-integer-reply',
    name: 'srem of one member in a condition',
    code: {
      methods: 'R.srem("s", "m") ? 1 : 2',
      words: 'R.call("SREM", "s", "m") ? 1 : 2',
      sidekiq: 'R.srem("s", "m") ? 1 : 2',
    },
    data: members(),
    differs: { absent: 'outcome' },
  },
  {
    rule: 'truthy-integer-reply',
    name: 'sismember in a condition',
    code: { words: 'R.call("SISMEMBER", "s", "m") ? 1 : 2', sidekiq: 'R.sismember("s", "m") ? 1 : 2' },
    data: members(),
    differs: { absent: 'outcome' },
  },
  {
    rule: 'truthy-integer-reply',
    name: 'sadd of something in a condition',
    code: {
      methods: 'R.sadd("s", member) ? 1 : 2',
      words: 'R.call("SADD", "s", member) ? 1 : 2',
      sidekiq: 'R.sadd("s", member) ? 1 : 2',
    },
    data: members().flatMap(({ name, setup }) => [
      { name, setup, variables: { member: '"m"' } },
      { name: `${name}, list`, setup, variables: { member: '["m"]' } },
      { name: `${name}, two`, setup: '', variables: { member: '%w[x y]' } },
    ]),
    differs: { present: 'outcome', 'present, list': 'outcome' },
  },
  {
    rule: 'truthy-integer-reply',
    name: 'arguments without parentheses',
    code: {
      words: 'return 1 if R.call "SISMEMBER", "s", "m"\n2',
      sidekiq: '(R.del "s", "t") && 1',
    },
    data: members(),
    differs: { absent: 'outcome' },
  },
  {
    rule: 'exists-boolean',
    name: 'exists compared with true',
    code: {
      methods: 'R.exists(key) == true',
      words: 'R.call("EXISTS", key) == true',
      sidekiq: 'R.exists(key) == true',
    },
    data: members(),
    differs: { present: 'outcome' },
  },
  {
    rule: 'unsupported-argument-type',
    name: 'nil and true as values',
    code: {
      methods: 'R.hset("h", "a", nil)\nR.hset("h", "b", true)\nR.hgetall("h")',
      words: 'R.call("HSET", "h", "a", nil)\nR.call("HSET", "h", "b", true)\nR.call("HGETALL", "h")',
    },
    data: [{ name: 'empty', setup: '', variables: {} }],
    differs: { '*': 'outcome' },
  },
  {
    rule: 'blocking-pop-timeout',
    name: 'blpop with the timeout by position, where something waits',
    code: { methods: 'R.blpop("q", 1)' },
    data: [{ name: 'filled', setup: 'cmd("RPUSH", "#{P}q", "a", "b")', variables: {} }],
  },
  {
    rule: 'blocking-pop-timeout',
    name: 'brpoplpush with the timeout by position, where something waits',
    code: { methods: 'R.brpoplpush("q", "r", 1)' },
    data: [{ name: 'filled', setup: 'cmd("RPUSH", "#{P}q", "a", "b")', variables: {} }],
    differs: { '*': 'outcome' },
  },
  {
    rule: 'pipelined-outer-receiver',
    name: 'writes to the client in a pipeline',
    code: {
      methods: 'R.pipelined do\n  R.set("a", 1)\n  R.incr("a")\nend',
      words: 'R.pipelined do\n  R.call("SET", "a", 1)\n  R.call("INCR", "a")\nend',
    },
    data: [
      { name: 'empty', setup: '', variables: {} },
      { name: 'wrong type', setup: 'cmd("RPUSH", "#{P}a", "x")', variables: {} },
    ],
    differs: { '*': 'outcome' },
  },
  {
    rule: 'client-api-mismatch',
    name: 'sscan_each with the client of Sidekiq',
    code: { sidekiq: 'R.sscan_each("s", count: 1_000).to_a' },
    data: members(),
    differs: { '*': 'outcome' },
  },
  {
    rule: 'client-api-mismatch',
    name: 'exists? with the client of Sidekiq',
    code: { sidekiq: 'R.exists?("k") ? 1 : 2' },
    data: members(),
    differs: { '*': 'outcome' },
  },
  {
    rule: 'enumerator-escapes-pool',
    name: 'sscan that leaves the block',
    code: { sidekiq: 'R.sscan("s", count: 1_000)' },
    data: members(),
    differs: { '*': 'outcome' },
  },
  {
    rule: 'n-plus-one',
    name: 'map { get }',
    code: { methods: 'keys.map { |key| R.get(key) }', words: 'keys.map { |key| R.call("GET", key) }' },
    data: keyLists,
    differs: { small: 'outcome' },
  },
  {
    rule: 'n-plus-one',
    name: 'map { strlen }',
    code: { methods: 'keys.map { |key| R.strlen(key) }', words: 'keys.map { |key| R.call("STRLEN", key) }' },
    data: stringLists,
  },
  {
    rule: 'n-plus-one',
    name: 'each { set; expire }',
    statement: true,
    code: {
      methods: 'keys.each { |key| R.set("t:#{key}", 1); R.expire("t:#{key}", 60) }',
      words: 'keys.each { |key| R.call("SET", "t:#{key}", 1); R.call("EXPIRE", "t:#{key}", 60) }',
    },
    data: stringLists,
  },
];

/** The key `k` and the member `m` of the set `s`, there or not. */
function members(): readonly Data[] {
  const variables = { key: '"k"' };
  return [
    { name: 'absent', setup: '', variables },
    { name: 'present', setup: 'cmd("SET", "#{P}k", 1); cmd("SADD", "#{P}s", "m")', variables },
  ];
}
