# frozen_string_literal: true

# Where a courier was last seen.
class CourierPosition
  KEY = "couriers:positions"

  attr_reader :courier_id, :longitude, :latitude

  def initialize(courier_id, longitude, latitude)
    @courier_id = courier_id
    @longitude = longitude.to_f
    @latitude = latitude.to_f
  end

  # Called for every position that a courier's phone sends.
  def save
    $geo_redis.geoadd(KEY, longitude, latitude, courier_id)
  end
end
