# Answers what Gem::Version and Gem::Requirement say. A case a line on standard input, fields as JSON: ["v", TEXT], ["c", A, B] or
# ["s", VERSION, [REQUIREMENT, ...]]. An answer a line on standard output; "!" where RubyGems raises.
require "json"

$stdout.sync = false

def version(text)
  version = Gem::Version.new(text)
  [version.to_s, version.prerelease?, version.release, version.bump].join(" ")
end

def answer(kind, first, second = nil)
  case kind
  when "v" then version(first)
  when "c" then (Gem::Version.new(first) <=> Gem::Version.new(second)).to_s
  when "s" then Gem::Requirement.new(*second).satisfied_by?(Gem::Version.new(first)).to_s
  end
rescue ArgumentError
  "!"
end

$stdin.each_line.with_index do |line, index|
  puts answer(*JSON.parse(line))
  # RubyGems keeps every version it ever made.
  %i[@@all @@bump @@release].each { |cache| Gem::Version.class_variable_get(cache).clear } if (index % 20_000).zero?
end
