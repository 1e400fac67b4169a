# frozen_string_literal: true

# Prices, from the nightly calculation to the product pages.
class PriceList
  TTL = 3_600

  # `prices` maps a SKU to cents.
  def publish(prices)
    REDIS.pipelined do |pipe|
      prices.each { |sku, cents| pipe.setex("price:#{sku}", TTL, cents) }
    end
  end

  def cents(sku)
    REDIS.get("price:#{sku}")&.to_i
  end

  def forget_page(region)
    Rails.cache.delete("price-page/#{region}")
  end
end
