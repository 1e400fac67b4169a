# frozen_string_literal: true

# Runs the storefront's Redis code, without Rails, on as much data as a busy evening leaves behind.
#
#   redis-server --port 7777 --save "" &
#   REDIS_URL=redis://127.0.0.1:7777 ruby bin/slowlog_demo.rb
#
# Standard output says what the code returned and left behind, the same in every run. Standard error says what the server's slow log
# recorded meanwhile. The database must be empty, and is empty again afterwards. MEMBERS is how many members the collections get.

root = File.expand_path("..", __dir__)
%w[config/initializers app/models app/services app/workers].each do |folder|
  Dir[File.join(root, folder, "*.rb")].sort.each { |file| require file }
end
Sidekiq.logger.level = Logger::WARN

MEMBERS = Integer(ENV.fetch("MEMBERS", "40_000"))
TODAY = Time.utc(2026, 5, 20, 18)
YESTERDAY = "2026-05-19"

abort "#{REDIS.id} is not empty: the demo wants a database of its own" unless REDIS.dbsize.zero?

# Ids as long as the real ones: a prefix and a UUID.
def id(kind, number)
  format("%s-%08d-4b1d-8f3e-a6c2-%012d", kind, number, number * 7_919)
end

def number_in(id)
  id[/\d+/].to_i
end

def ids(kind)
  (1..MEMBERS).map { |number| id(kind, number) }
end

def fill
  ids("shopper").each_slice(1_000) do |shoppers|
    REDIS.pipelined { |pipe| shoppers.each { |shopper| pipe.set("session:#{shopper}", "cart-#{number_in(shopper) % 97}") } }
    %w[17 18 19].each { |hour| REDIS.sadd("shoppers:#{YESTERDAY}:#{hour}", shoppers) }
  end
  ids("courier").each_slice(1_000) do |couriers|
    $geo_redis.pipelined do |pipe|
      couriers.each { |courier| pipe.geoadd(CourierPosition::KEY, longitude(courier), latitude(courier), courier) }
    end
  end
end

# All over the globe, but not at the poles, which a geo index cannot hold.
def longitude(courier)
  (number_in(courier) * 7 % 3_599) / 10.0 - 179.9
end

def latitude(courier)
  (number_in(courier) * 11 % 1_699) / 10.0 - 84.9
end

def report(what, result)
  puts "#{what}: #{result.inspect}"
end

def couriers
  everyone = CourierMap.new.everyone.sort_by { |position| number_in(position.courier_id) }
  report "couriers on the map", everyone.size
  report "their ids", everyone.sum { |position| number_in(position.courier_id) }
  report "the first", everyone.first(3).map { |seen| [seen.courier_id, seen.longitude.round(3), seen.latitude.round(3)] }
  report "nearest to the warehouse", CourierMap.new.nearest(13.4, 52.5)
  report "by square", DispatchBoard.new.couriers_by_square
end

def shoppers
  hours = ShopperHours.new
  hours.record(TODAY, (1..MEMBERS).map { |number| id("shopper", number * 3) })
  numbers = hours.shopper_ids(TODAY).map { |shopper_id| number_in(shopper_id) }
  report "shoppers this hour", [numbers.size, numbers.min, numbers.max, numbers.sum]
  report "among them", [3, 4].map { |number| hours.visited?(TODAY, id("shopper", number)) }
  ShopperCleanupWorker.new.perform(YESTERDAY)
  report "hourly sets that are left", REDIS.scan_each(match: "shoppers:*", count: 1_000).sort
end

def catalog
  import = CatalogImportWorker.new
  skus = ids("sku")
  report "new in the catalogue", import.perform(skus)
  report "new when it runs again", import.perform(skus)
  import.finish
  PriceList.new.publish(skus.first(500).to_h { |sku| [sku, number_in(sku) * 5] })
  report "prices", [1, 500, 501].map { |number| PriceList.new.cents(id("sku", number)) }
end

def checkout
  DeliveryZone.seed
  report "zones", DeliveryZone.all
  cart = Cart.new(12)
  cart.add("sku-1", 2)
  report "carts", Cart.waiting(10)
  report "checked out", cart.check_out
  report "empty", cart.empty?
end

begin
  fill
  REDIS.slowlog(:reset)
  couriers
  shoppers
  catalog
  checkout
  report "keys", REDIS.dbsize
  slow = REDIS.slowlog(:get, 10_000).group_by { |entry| entry[3].first.upcase }
  warn "slow log: #{slow.empty? ? 'empty' : slow.sum { |_, entries| entries.size }}"
  slow.sort.each do |command, entries|
    warn format("  %-9s %4d, at most %6d µs", command, entries.size, entries.map { |entry| entry[2] }.max)
  end
ensure
  REDIS.flushdb(async: true)
end
