# frozen_string_literal: true

require "redis"

# Carts, prices, locks and the hourly shopper sets.
REDIS = Redis.new(url: ENV.fetch("REDIS_URL", "redis://127.0.0.1:6379/0"))

# Courier positions: in production a server of their own, since every courier's phone writes to it twice a minute.
$geo_redis = Redis.new(url: ENV.fetch("GEO_REDIS_URL") { ENV.fetch("REDIS_URL", "redis://127.0.0.1:6379/0") })
