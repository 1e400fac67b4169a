# frozen_string_literal: true

# Drops a day's hourly shopper sets as soon as the visitor report has read them.
class ShopperCleanupWorker
  include Sidekiq::Job

  SCAN_COUNT = 15_000

  def perform(day)
    REDIS.scan_each(match: "shoppers:#{day}:*", count: SCAN_COUNT) do |key|
      REDIS.del(key)
    end
  end
end
