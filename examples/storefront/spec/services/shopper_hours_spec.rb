# frozen_string_literal: true

require_relative "../../config/initializers/redis"
require_relative "../../app/services/shopper_hours"

RSpec.describe ShopperHours do
  subject(:hours) { described_class.new }

  let(:hour) { Time.utc(2026, 5, 20, 18) }

  after { REDIS.del(described_class.key(hour)) }

  it "keeps an hour's shoppers in one set that expires" do
    hours.record(hour, %w[shopper-7 shopper-12])

    expect(REDIS.smembers("shoppers:2026-05-20:18")).to contain_exactly("shopper-7", "shopper-12")
    expect(REDIS.ttl("shoppers:2026-05-20:18")).to be_within(5).of(described_class::RETENTION)
  end

  it "reads the ids back" do
    hours.record(hour, %w[shopper-7 shopper-12])

    expect(hours.shopper_ids(hour)).to contain_exactly("shopper-7", "shopper-12")
    expect(hours.visited?(hour, "shopper-7")).to be(true)
    expect(hours.visited?(hour, "shopper-8")).to be(false)
  end
end
