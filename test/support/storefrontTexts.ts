/** The incident in small: a Rails update took connection_pool from 2.5.5 to 3.0.2, which nobody asked for. */
export const gemfile = `source "https://rubygems.org"

gem "rails", "~> 8.1.3"
gem "sidekiq", "~> 7.3"

group :development, :test do
  gem "minitest", "= 6.0.6"
end
`;

export const lock = `GIT
  remote: https://git.example/tools.git
  revision: 0123456789abcdef0123456789abcdef01234567
  specs:
    tools (0.1.0)
      connection_pool (< 5)

GEM
  remote: https://rubygems.org/
  specs:
    activesupport (8.1.3)
      connection_pool (>= 2.2.5)
      minitest (>= 5.1)
    connection_pool (3.0.2)
    minitest (6.0.6)
    rails (8.1.3)
      activesupport (= 8.1.3)
      bundler (>= 1.15.0)
    redis-client (0.26.1)
      connection_pool
    sidekiq (7.3.9)
      connection_pool (>= 2.3.0)
      redis-client (>= 0.22.2)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  minitest (= 6.0.6)
  rails (~> 8.1.3)
  sidekiq (~> 7.3)
  tools!

CHECKSUMS
  connection_pool (3.0.2) sha256=33fff5ba71a12d2aa26cb72b1db8bba2a1a01823559fb01d29eb74c286e62e0a

BUNDLED WITH
   2.7.2
`;

export const baseLock = lock
  .replace('connection_pool (3.0.2)\n', 'connection_pool (2.5.5)\n')
  .replaceAll('8.1.3', '8.0.4');
