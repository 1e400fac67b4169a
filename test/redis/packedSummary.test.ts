import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayConcernRedis } from '../../server/src/redis/mayConcernRedis.ts';
import { SummaryPacker } from '../../server/src/redis/packSummary.ts';
import { type RubySummary, summarizeRuby } from '../../server/src/redis/summarize.ts';
import { unpackSummary } from '../../server/src/redis/unpackSummary.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

const parser = await loadNodeRubyParser();

/** Statements that hold every kind of expression, scope, parameter, target and usage. */
const statements = [
  'redis.del("a:#{id}:b", :sym, -1, 2.5, 0x10, 99999999999999999999, -0.0, nil, true, false, self, /re/)',
  'x = [1, *rest, { a: 1, "b" => 2, **more }, %w[a b], 1..2, (3...), @i, @@c, $g, A::B, ::Top]',
  'total = redis.smembers(key).map(&:to_s).size if redis.exists?("k")',
  'redis&.set("k", v, ex: 5, **options, &block) || fallback',
  'store[:redis] = Redis.new(url: "redis://x"); client.timeout = a && b',
  '@pool ||= ConnectionPool.new(size: 5) { Redis.new }',
  'CLIENT = Class.new(Redis) do\n  def ping = super\nend',
  'def self.get(a, b = redis, *c, d:, e: 1, **f, &g)\n  yield redis, a\n  g.call(b)\n  pool.with(&g)\n  return a, b\nend',
  'handler = ->(c, (d, e)) { c.mget(d, e) }',
  'attr_reader :redis\ndelegate :get, to: :redis\nalias fetch get',
  'while redis.llen("q") > 0\n  redis.lpop("q")\nend',
  'redis.pipelined { |p| p.set("é\u{1F600}", _1); it }',
  'ids.each(&:flushdb); %i[get set].each { redis.public_send(_1, "k") }',
  '# lintel:disable-next-line redis/keys-command\nRails.cache.delete_matched("a*")',
  'value = case x when 1 then redis.get("a") else begin; y; rescue; z; end end',
  'text = <<~LUA\n  return redis.call("KEYS", #{pattern})\nLUA',
  'broken(redis.get("a", [ {',
];

const wrappers = [
  (body: string) => body,
  (body: string) => `class Store < Base\n${body}\nend`,
  (body: string) => `module M\nclass << self\n${body}\nend\nend`,
  (body: string) => `describe "x" do\n  it { ${body} }\nend`,
  (body: string) => `def run(redis)\n${body}\nend`,
];

const program = fc
  .array(fc.tuple(fc.constantFrom(...wrappers), fc.array(fc.constantFrom(...statements), { maxLength: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.map(([wrap, body]) => wrap(body.join('\n'))).join('\n'));

test('a packed summary says what the summary says, and keeps apart and together the same expressions', () => {
  fc.assert(
    fc.property(fc.array(program, { minLength: 1, maxLength: 3 }), (texts) => {
      const summaries = texts.map((text, index) => summarizeRuby(`file:///${index}.rb`, `# redis\n${text}`, parser));
      const packer = new SummaryPacker();
      const places = summaries.map((summary) => packer.add(summary));
      const packed = structuredClone(packer.finish());
      for (const [index, summary] of summaries.entries()) {
        const unpacked = unpackSummary(packed, places[index] ?? 0, summary.uri);
        assert.deepEqual(facts(unpacked), facts(withoutIdleCalls(summary)));
      }
    }),
    { numRuns: 300 },
  );
});

test('what is asked of a packed fact in any order is the same object each time', () => {
  const summary = summarizeRuby('file:///a.rb', 'x = redis.get("a") { |k| fetch(k) }\n', parser);
  const packer = new SummaryPacker();
  const at = packer.add(summary);
  const { assignments, calls } = unpackSummary(packer.finish(), at, summary.uri);
  const value = assignments[0]?.value;
  assert.equal(value?.kind, 'call');
  assert.equal(assignments[0]?.value, value);
  assert.equal(calls.find(({ call }) => call.method === 'get')?.call, value);
});

test('the bytes of a text tell what its characters tell: whether it may concern Redis', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'redis',
      'keys(',
      '.keys',
      ' "',
      'conn.del',
      '@pool',
      '.scan',
      'def store',
      '\n',
      '#',
      ')',
      '\u00a0',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
      (text) => {
        const bytes = Buffer.from(text, 'utf8');
        // What a file holds is what its bytes decode to.
        const decoded = bytes.toString('utf8');
        return !mayConcernRedis(decoded, 'file:///a.rb') || mayConcernRedis(bytes.toString('latin1'), 'file:///a.rb');
      },
    ),
    { numRuns: 3_000 },
  );
});

/** Without the calls of blocks in which nothing stands that is known: what is asked about something asks for what is around it. */
function withoutIdleCalls(summary: RubySummary): RubySummary {
  const { scopes, ...lists } = summary;
  const asked = new Set<number>();
  const met = new Set<unknown>();
  const meet = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || met.has(value)) {
      return;
    }
    met.add(value);
    for (const name of ['scope', 'home']) {
      for (let at: unknown = Reflect.get(value, name); typeof at === 'number' && at >= 0; at = scopes[at]?.parent) {
        asked.add(at);
      }
    }
    Object.values(value).forEach(meet);
  };
  meet(lists);
  scopes.forEach((scope, index) => {
    const { call: _, ...rest } = scope;
    meet(rest);
    meet(scope.kind === 'block' ? {} : { scope: index });
  });
  for (let known = -1; known < asked.size; ) {
    known = asked.size;
    scopes.forEach(({ call }, index) => {
      meet(asked.has(index) ? call : undefined);
    });
  }
  return {
    ...lists,
    scopes: scopes.map((scope, index) => (asked.has(index) ? scope : { ...scope, call: undefined })),
  };
}

/** A summary as plain data; an expression that was met before is its number. */
function facts(summary: RubySummary): unknown {
  const numbers = new Map<object, number>();
  const plain = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    if (Array.isArray(value)) {
      return value.map(plain);
    }
    if ('range' in value && ('kind' in value || 'bodyRange' in value) && !('parent' in value)) {
      const known = numbers.get(value);
      if (known !== undefined) {
        return `see ${known}`;
      }
      numbers.set(value, numbers.size);
    }
    const entries = propertiesOf(value).map((name): [string, unknown] => [name, Reflect.get(value, name)]);
    return Object.fromEntries(
      entries.filter(([, field]) => field !== undefined).map(([name, field]) => [name, plain(field)]),
    );
  };
  return plain(summary);
}

function propertiesOf(value: object): string[] {
  const inherited = Object.getPrototypeOf(value);
  const getters = inherited === Object.prototype ? [] : Object.getOwnPropertyNames(inherited);
  return [...Object.keys(value), ...getters].filter((name) => name !== 'constructor').sort();
}
