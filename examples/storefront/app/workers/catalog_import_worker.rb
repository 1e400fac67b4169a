# frozen_string_literal: true

# Takes over the supplier's catalogue, skipping what an earlier run of the same import has handled.
class CatalogImportWorker
  include Sidekiq::Job

  SEEN = "imports:seen"

  # How many of the SKUs are new.
  def perform(skus)
    Sidekiq.redis { |conn| conn.sadd(SEEN, skus) }
  end

  # Forgets the finished import.
  def finish
    Sidekiq.redis { |conn| conn.del(SEEN) }
  end
end
