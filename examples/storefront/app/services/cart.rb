# frozen_string_literal: true

# What a shopper is about to order.
class Cart
  # At most `limit` carts that hold something, as keys.
  def self.waiting(limit)
    REDIS.scan_each(match: "cart:*:items", count: 1_000).first(limit)
  end

  def initialize(shopper_id)
    @shopper_id = shopper_id
  end

  def add(sku, quantity)
    REDIS.hincrby("cart:#{@shopper_id}:items", sku, quantity)
  end

  def empty?
    !REDIS.exists?("cart:#{@shopper_id}:items")
  end

  # Empties the cart and counts the order; false while another request checks out the same cart.
  def check_out
    return false unless REDIS.set("lock:checkout:#{@shopper_id}", "held", nx: true, ex: 30)

    begin
      REDIS.pipelined do |pipe|
        pipe.del("cart:#{@shopper_id}:items")
        pipe.incr("orders:count")
      end
    ensure
      REDIS.del("lock:checkout:#{@shopper_id}")
    end
  end
end
