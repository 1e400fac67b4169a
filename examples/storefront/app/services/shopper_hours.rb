# frozen_string_literal: true

# Who visited the shop in which hour: one set for each hour, read once a day by the visitor report.
class ShopperHours
  RETENTION = 14 * 24 * 60 * 60

  def self.key(hour)
    "shoppers:#{hour.getutc.strftime('%Y-%m-%d:%H')}"
  end

  # The edge servers hand over an hour's shoppers in one go.
  def record(hour, shopper_ids)
    key = self.class.key(hour)
    REDIS.sadd(key, shopper_ids)
    REDIS.expire(key, RETENTION)
  end

  def shopper_ids(hour)
    REDIS.smembers(self.class.key(hour))
  end

  def visited?(hour, shopper_id)
    REDIS.sismember(self.class.key(hour), shopper_id)
  end
end
