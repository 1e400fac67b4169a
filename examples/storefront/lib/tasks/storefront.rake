# frozen_string_literal: true

namespace :storefront do
  desc "List the keys of all carts"
  task carts: :environment do
    puts REDIS.keys("cart:*")
  end

  desc "Count the couriers in each square of the map"
  task couriers: :environment do
    squares = DispatchBoard.new.couriers_by_square
    squares.keys.each { |square| puts "#{square.join(' ')}: #{squares[square]}" }
  end
end
