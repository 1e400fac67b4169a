/**
 * How much a method's name alone says: `unique` names are Redis's own (`zrangebyscore`); `ambiguous` ones other objects have too
 * (`unlink`, `multi`); `common` ones mostly are something else (`keys`, `sort`, `call`).
 */
export type NameWeight = 'unique' | 'ambiguous' | 'common';

/** The weight of a method name that issues a Redis command. Measured on the receivers of 159,410 public Ruby files. */
export function nameWeight(method: string): NameWeight {
  if (unique.has(method) || uniqueShape.test(method)) {
    return 'unique';
  }
  return ambiguous.has(method) ? 'ambiguous' : 'common';
}

const uniqueShape =
  /^(?:z(?:add|card|count|diff|diffstore|incrby|inter|intercard|interstore|lexcount|mpop|mscore|popmax|popmin|randmember|range|rangestore|rangeby(?:lex|score)|rank|rem|remrangeby(?:lex|rank|score)|revrange|revrangeby(?:lex|score)|revrank|scan|scan_each|score|union|unionstore)|bz(?:mpop|popmax|popmin)|h(?:del|exists|get|getall|incrby|incrbyfloat|keys|len|mget|mset|randfield|scan|scan_each|set|setnx|strlen|vals)|s(?:add\??|card|diff|diffstore|inter|intercard|interstore|ismember|members|mismember|move|pop|randmember|rem\??|scan|scan_each|union|unionstore)|l(?:index|len|pushx?|range|rem|trim|mpop)|r(?:poplpush|pushx?|pop)|b(?:lmove|lmpop|lpop|rpop|rpoplpush)|geo(?:add|dist|hash|pos|radius(?:bymember)?|search(?:store)?)|x(?:ack|add|autoclaim|claim|del|group|info|len|pending|range|read|readgroup|revrange|trim)|pf(?:add|count|merge)|mapped_(?:hmget|hmset|mget|mset|msetnx))$/;

const unique = new Set(
  'bgrewriteaof bgsave bitop brpoplpush decrby evalsha expireat flushall flushdb getset incrby incrbyfloat msetnx pexpire pexpireat pipelined psetex psubscribe pttl punsubscribe renamenx setex setnx setrange slaveof'.split(
    ' ',
  ),
);

const ambiguous = new Set(
  'bitcount bitpos dbsize del exists expire getbit getdel getex lset mget mset multi persist randomkey scan_each setbit slowlog strlen ttl unlink unwatch watch lpop'.split(
    ' ',
  ),
);
