# frozen_string_literal: true

# How many couriers are on the road in each square of the map, for the dispatchers' wall display.
class DispatchBoard
  SQUARE = 30 # degrees

  def couriers_by_square
    courier_ids = store.zrange(CourierPosition::KEY, 0, -1)
    coordinates = store.geopos(CourierPosition::KEY, courier_ids)

    counts = Hash.new(0)
    coordinates.compact.each { |longitude, latitude| counts[square(longitude, latitude)] += 1 }
    counts.keys.sort.to_h { |square| [square, counts[square]] }
  end

  private

  def square(longitude, latitude)
    [latitude.to_f, longitude.to_f].map { |degrees| (degrees / SQUARE).floor * SQUARE }
  end

  # The display refreshes in a thread of its own, so it has a connection of its own.
  def store
    @store ||= Redis.new(url: ENV.fetch("GEO_REDIS_URL") { ENV.fetch("REDIS_URL", "redis://127.0.0.1:6379/0") })
  end
end
