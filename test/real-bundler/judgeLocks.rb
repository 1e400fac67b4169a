# Reads locks with the Bundler on the path and says where Lintel reads them otherwise. A case a line on standard input:
# {"name": …, "text": …, "lock": as `lintel lock --format json` prints it}. An answer a line: {"name": …, "raised": … or null, "differences": […]}.
require "json"
require "tmpdir"

# Paths in its messages are relative to a Gemfile, so there has to be one.
folder = Dir.mktmpdir
at_exit { FileUtils.remove_entry(folder) }
File.write(ENV["BUNDLE_GEMFILE"] = File.join(folder, "Gemfile"), "")

require "bundler"
require "bundler/lockfile_parser"

# Whether a plugin is installed here says nothing about the lock.
PluginSource = Struct.new(:options) do
  def add_dependency_names(_names); end

  def remotes
    []
  end
end

Bundler::Plugin.define_singleton_method(:source_from_lock) { |options| PluginSource.new(options) }

def requirements(text)
  Gem::Requirement.new(*text.split(",").map(&:strip)).requirements.map { |op, version| "#{op} #{version}" }.sort
end

def platform(text)
  text == "ruby" ? "ruby" : Gem::Platform.new(text).to_s
end

def their_source(source)
  case source
  when PluginSource
    options = source.options.dup
    {"type" => "plugin", "remotes" => Array(options.delete("remote")), "options" => options}
  when Bundler::Source::Git
    options = source.options.dup
    {"type" => "git", "remotes" => [options.delete("uri")], "options" => options}
  when Bundler::Source::Path
    options = source.options.dup
    {"type" => "path", "remotes" => [options.delete("path")], "options" => options}
  else
    {"type" => "gem", "remotes" => source.options["remotes"].reverse, "options" => {}}
  end
end

def theirs(text)
  parser = Bundler::LockfileParser.new(text)
  {
    "sources" => parser.sources.map { |source| their_source(source) },
    "specs" => parser.specs.map do |spec|
      {
        "name" => spec.name,
        "version" => spec.version.to_s,
        "platform" => spec.platform.to_s,
        "source" => parser.sources.index { |source| source.equal?(spec.source) },
        "dependencies" => spec.dependencies.map { |d| [d.name, d.requirement.requirements.map { |op, v| "#{op} #{v}" }.sort] },
      }
    end.sort_by { |spec| spec.values_at("name", "version", "platform") },
    "platforms" => parser.platforms.map(&:to_s),
    "dependencies" => parser.dependencies.values.map do |dependency|
      [dependency.name, dependency.requirement.requirements.map { |op, v| "#{op} #{v}" }.sort]
    end.sort,
    "sourced" => parser.dependencies.values.select(&:source).map(&:name).sort,
    "checksums" => checksums(text),
    "rubyVersion" => parser.ruby_version,
    "bundlerVersion" => parser.bundler_version&.to_s,
  }
end

# Bundler 2.3 passes over this section, so its lines are read here, by the pattern of 2.5.
def checksums(text)
  section = text.split(/(?:\r?\n)+/).drop_while { |line| line != "CHECKSUMS" }.drop(1).take_while { |line| line.start_with?(" ") }
  section.to_h { |line| line.match(/^  (.*\)) ?([^ ]+)?$/).captures.then { |key, sums| [key, sums.to_s.split(",")] } }
end

def ours(lock)
  specs = lock["sources"].each_with_index.flat_map do |source, index|
    source["specs"].map do |spec|
      {
        "name" => spec["name"],
        "version" => Gem::Version.new(spec["version"]).to_s,
        "platform" => platform(spec["platform"]),
        "source" => index,
        "dependencies" => spec["dependencies"].map { |d| [d["name"], requirements(d["requirement"])] },
      }
    end
  end
  locked = specs.map { |spec| spec["name"] }
  {
    "sources" => lock["sources"].map { |source| source.slice("type", "remotes", "options") },
    "specs" => specs.sort_by { |spec| spec.values_at("name", "version", "platform") },
    "platforms" => lock["platforms"].map { |text| platform(text) },
    "dependencies" => lock["dependencies"].map { |d| [d["name"], requirements(d["requirement"])] }.sort,
    # Bundler records the `!` as the source of a gem that is locked.
    "sourced" => lock["dependencies"].select { |d| d["pinned"] && d["name"] != "bundler" && locked.include?(d["name"]) }.map { |d| d["name"] }.sort,
    "checksums" => lock["checksums"],
    "rubyVersion" => lock["rubyVersion"],
    "bundlerVersion" => lock["bundlerVersion"],
  }
end

def judge(text, lock)
  expected = theirs(text)
  actual = ours(lock)
  differences = expected.keys.reject { |key| expected[key] == actual[key] }
  {"raised" => nil, "differences" => differences.map { |key| "#{key}: Bundler #{expected[key].inspect[0, 400]}, Lintel #{actual[key].inspect[0, 400]}" }}
rescue StandardError => error
  {"raised" => "#{error.class}: #{error.message.lines.first.to_s.chomp}", "differences" => []}
end

$stdin.each_line do |line|
  example = JSON.parse(line)
  puts JSON.generate({"name" => example["name"], **judge(example["text"], example["lock"])})
end
