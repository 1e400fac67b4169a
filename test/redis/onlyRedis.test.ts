import { test } from 'node:test';
import { assertMarked } from './markedCalls.ts';

test('what is asked for a command that only Redis has is a client for the other commands, too', () => {
  assertMarked(`
# Scores are kept in Redis
class Board
  def initialize(store) = @store = store

  def add(conn, id)
    conn.zadd("board", 1, id) #! ZADD likely
    conn.expire("board", 60) #! EXPIRE likely
    ids.each { |other| conn.del(other) } #! DEL likely
    conn.call("unlink", id) #! UNLINK likely
    conn.keys
  end

  def drop(id) = @store.del(id) #! DEL likely
  def all = @store.hgetall("all") #! HGETALL likely

  def rename(conn, id) = conn.del(id)
  def each(&block) = block.call { |conn| conn.del("a") }

  def swap(other)
    box = other.first
    box.zadd("board", 1, "a") #! ZADD likely
    box = other.last
    box.delete("a")
    box.del("a")
  end

  def list(fields)
    fields.hget("only a field")
    fields.sadd("only a member")
    fields.del("a")
  end
end
class Shop
  def drop(id) = @store.del(id)
end
`);
});

test('arguments that only Redis takes tell a connection', () => {
  assertMarked(`
# Scripts for Redis
class Scripts
  def load(conn) = conn.script(:load, source) #! SCRIPT likely
  def run(client, key) = client.eval(LUA, [key], [1]) #! EVAL likely
  def run_named(client, key) = client.eval(LUA, keys: [key], argv: [1]) #! EVAL likely
  def find(conn) = conn.scan(match: "a*", count: 100) #! SCAN likely

  def read(binding_of, client, text) = [binding_of.eval("x"), client.eval("y"), client.scan(text), client.script("x.js")]
  def search(client, table) = client.scan(table_name: table)
end
`);
});

test('a variable is what it is given, where nothing is known of that but its name', () => {
  assertMarked(`
class Carts
  def initialize(options)
    @storage = options[:redis]
    @address = options[:redis]
    @cache = Shop.redis
  end

  def drop(id)
    conn = Shop.redis
    conn.del(id) #! DEL likely
    conn.get(id) #! GET likely
    conn.keys
    @storage.get(id) #! GET likely
    @address.get(id)
    @cache.expire(id, 1) #! EXPIRE likely
    settings = Settings.redis
    settings.get(id)
    other = Shop.redis
    other = Shop.memory if id.nil?
    other.get(id)
    Shop.redis.get(id).del(id) #! GET likely
  end

  def pairs(row)
    host = row.fetch("redis")
    host.get("a")
    keys = redis.hgetall("a") #! HGETALL likely
    keys.del("a")
  end
end
`);
});
