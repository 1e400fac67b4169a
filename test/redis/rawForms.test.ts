import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertMarked, callsIn } from './markedCalls.ts';

test('the command as data', () => {
  assertMarked(`
r = Redis.new
r.call("SMEMBERS", k) #! SMEMBERS certain
r.call(:smembers, k) #! SMEMBERS certain
r.call([:smembers, k]) #! SMEMBERS certain
r.call([:del] + ks) #! DEL certain
r.call("client", "list") #! CLIENT certain
r.call_v(["DEL", *ks]) #! DEL certain
r.call_once("INCR", k) #! INCR certain
r.blocking_call(5, "BLPOP", k) #! BLPOP certain
r.blocking_call_v(5, ["BLPOP", k]) #! BLPOP certain
r.queue([:del, k]) #! DEL certain
r.public_send(:del, k) #! DEL certain
r.send("del", k) #! DEL certain
r.__send__(:keys, "*") #! KEYS certain
r.try(:del, k) #! DEL certain
r.call("JSON.GET", k) #! JSON.GET certain
r.call(command, k)
r.call("NOTACOMMAND", k)
r.public_send(name, k)
object.public_send(:del, k)
object.send(:keys)
proc.call("x")
proc.call(:del)
handler.call("keys")
`);
});

test('a shouted command word speaks for itself where the file is about Redis', () => {
  assertMarked(`
# a Redis thing
conn.call("ZRANGE", k, 0, -1) #! ZRANGE likely
conn.call("zrange")
module Commands
  def del(*keys)
    send_command([:del, *keys]) #! DEL likely
  end
end
`);
  assertMarked(`
conn.call("ZRANGE", k, 0, -1)
`);
});

test('arguments are those behind the command word, the range is its string', () => {
  const [call] = callsIn('Redis.new.call("DEL", a, [b, "c"])\n');
  assert.deepEqual(
    call?.args.map(({ kind }) => kind),
    ['call', 'call', 'string'],
  );
  assert.equal(call?.commandWord?.kind, 'string');
  assert.deepEqual(call?.range.start, { line: 0, character: 15 });
  assert.equal(call?.method, 'call');
});

test('a block that is a symbol', () => {
  assertMarked(`
pool = ConnectionPool.new { Redis.new }
pool.with(&:flushall) #! FLUSHALL certain pooled
Redis.new.tap(&:flushdb) #! FLUSHDB certain
hashes.map(&:keys)
[[1]].map(&:sort)
`);
});

test('a command in capitals is sent by a client that does not know the method', () => {
  assertMarked(`
Redis.current.SMEMBERS("departments") #! SMEMBERS certain redis-rb
$redis = Redis.new
$redis.ZSCORE("scores", 1) #! ZSCORE certain
@redis.KEYS("*") #! KEYS likely
Redis::Namespace.new(:app, redis: $redis).DEL("a") #! DEL certain redis-namespace
api.GET("/users")
http.SORT("x")
Verbs::GET
Verbs.DEL("x")
`);
});
