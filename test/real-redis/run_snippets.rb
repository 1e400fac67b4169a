# frozen_string_literal: true

# Runs pairs of Ruby snippets against a real Redis, with the client that the job names, and tells for each pair and data set what came
# out: the value or the error, and the digest of the database. Reads a job as JSON on standard input, writes JSON.
require "digest"
require "json"
require "socket"
require "timeout"

# A connection of its own, independent of the client under test.
class Connection
  def initialize(port)
    @socket = TCPSocket.new("127.0.0.1", port)
  end

  def call(*words)
    @socket.write("*#{words.size}\r\n" + words.map { |word| "$#{word.to_s.bytesize}\r\n#{word}\r\n" }.join)
    read
  end

  private

  def read
    line = @socket.gets("\r\n").chomp
    rest = line[1..]
    case line[0]
    when "+" then rest
    when "-" then raise rest
    when ":" then Integer(rest)
    when "$" then rest == "-1" ? nil : @socket.read(Integer(rest) + 2).chomp("\r\n")
    when "*" then rest == "-1" ? nil : Array.new(Integer(rest)) { read }
    end
  end
end

JOB = JSON.parse($stdin.read)
PORT, PORT2 = JOB.fetch("ports")
SERVERS = JOB.fetch("ports").map { |port| Connection.new(port) }
# What a namespace puts before each key.
P = JOB.fetch("prefix")
NOISE = %w[SLOWLOG DEBUG HELLO CLIENT SELECT AUTH CONFIG COMMAND INFO PING EVAL].freeze

# A ring keeps each key on the server that its name is hashed to.
def server_of(key)
  defined?(RING) ? SERVERS[RING.nodes.index(RING.node_for(key))] : SERVERS.first
end

def cmd(*words)
  words.first == "MSET" ? set_all(words.drop(1).each_slice(2)) : server_of(words[1]).call(*words)
end

def set_all(pairs)
  pairs.group_by { |key, _| server_of(key) }.each do |server, own|
    own.each_slice(1_000) { |slice| server.call("MSET", *slice.flatten(1)) }
  end
end

# Calls a command for 1 to count inside the server: 40,000 of them at once.
def fill(count, command, key, *arguments)
  script = "for i = 1, #{count} do redis.call('#{command}', ARGV[1]#{arguments.map { |argument| ", #{argument}" }.join}) end"
  server_of("#{P}#{key}").call("EVAL", script, 0, "#{P}#{key}")
end

def fill_keys(count, prefix)
  set_all((1..count).map { |i| ["#{P}#{prefix}#{i}", i] })
end

def canonical(value)
  case value
  when Hash then "{#{value.map { |pair| pair.map { |part| canonical(part) }.join(" => ") }.sort.join(", ")}}"
  when Array then "[#{value.map { |element| canonical(element) }.join(", ")}]"
  when String then value.dup.force_encoding("UTF-8").inspect
  else value.inspect
  end
end

def unordered(value)
  value.is_a?(Array) ? value.map { |element| canonical(element) }.sort.join(", ") : canonical(value)
end

# Errors name the command that was refused and the server that did.
def described(error)
  message = error.message.lines.first.to_s.gsub(/'\w+' command|'\w+'|\(redis:.*?\)|\(unix:.*?\)/, "").strip
  "#{error.class}: #{message}"
end

# The value, or the error, of one snippet, with what the server says of it.
def run(source, setup, variables)
  SERVERS.each { |server| server.call("FLUSHALL", "ASYNC") }
  eval(setup) # rubocop:disable Security/Eval
  eval(source, TOPLEVEL_BINDING) # rubocop:disable Security/Eval
  arguments = variables.map { |text| eval(text) } # rubocop:disable Security/Eval
  PREPARE.call
  settle
  SERVERS.each { |server| [%w[SLOWLOG RESET], %w[CONFIG RESETSTAT]].each { |words| server.call(*words) } }
  begin
    value = Timeout.timeout(900) { snippet(*arguments) }
    result = { "ok" => true, "class" => value.class.name }
  rescue StandardError => e
    value = described(e)
    result = { "ok" => false, "class" => e.class.name }
  end
  [value, result.merge(observed)]
end

# Filling grows the table of keys, and each command then moves a few of them to the new one. How far that has come decides in which order
# SCAN finds them, so it is brought to its end, and the server does none of it by the clock (`activerehashing no`).
def settle
  SERVERS.each do |server|
    while server.call("DEBUG", "HTSTATS", 0).include?("rehashing target")
      server.call("EVAL", "for i = 1, 2000 do redis.call('EXISTS', 'x') end", 0)
    end
  end
end

def observed
  slowest = SERVERS.flat_map { |server| server.call("SLOWLOG", "GET", 2_000) }
  commands = SERVERS.flat_map { |server| server.call("INFO", "commandstats").scan(/cmdstat_([\w|]+):calls=(\d+)/) }
  {
    "slowest" => slowest.reject { |entry| NOISE.include?(entry[3][0].upcase) }.map { |entry| entry[2] }.max || 0,
    "commands" => commands.reject { |name, _| NOISE.include?(name[/\w+/].upcase) }.sum { |_, calls| Integer(calls) },
    "digest" => SERVERS.map { |server| server.call("DEBUG", "DIGEST") }
  }
end

def preview(value)
  text = value.is_a?(Array) && value.size > 20 ? canonical(value.first(20)) : canonical(value)
  text.size > 160 ? "#{text[0, 160]}… (#{value.respond_to?(:size) ? value.size : "?"})" : text
end

# Both snippets on one set of data; sorting is only worth it where the values are not equal.
def compared(pair, data)
  setup, variables = data.values_at("setup", "variables")
  (old, before), (new, after) = %w[before after].map { |which| run(pair.fetch(which), setup, variables) }
  equal = canonical(old) == canonical(new)
  {
    "equal" => equal,
    "equalUnordered" => equal || unordered(old) == unordered(new),
    "before" => before.merge("preview" => preview(old)),
    "after" => after.merge("preview" => preview(new))
  }
end

$VERBOSE = nil
eval(JOB.fetch("create")) # rubocop:disable Security/Eval
PREPARE = eval("lambda { #{JOB.fetch("prepare")} }") # rubocop:disable Security/Eval
results = JOB.fetch("pairs").map do |pair|
  pair.fetch("data").to_h { |data| [data.fetch("name"), compared(pair, data)] }
end
$stdout.write(JSON.generate(results))
