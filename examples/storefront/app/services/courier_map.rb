# frozen_string_literal: true

# The live map on the operations dashboard.
class CourierMap
  # Miles. Half way round the globe is less than 12,500, so nobody is ever outside of it.
  WHOLE_EARTH = 15_000

  # Every courier, wherever they are.
  def everyone
    found = $geo_redis.georadius(CourierPosition::KEY, 0, 0, WHOLE_EARTH, "mi", options: :WITHCOORD)
    found.map { |courier_id, (longitude, latitude)| CourierPosition.new(courier_id, longitude, latitude) }
  end

  # The ids of the couriers around an address, nearest first.
  def nearest(longitude, latitude, limit: 5)
    $geo_redis.georadius(CourierPosition::KEY, longitude, latitude, 50, "mi", sort: "asc", count: limit)
  end
end
