# frozen_string_literal: true

# Runs Gemfiles as Bundler does. Input: a JSON array of {"path", "text"}; output: one of {"syntaxError", "error", "dependencies"} each.
# Every Gemfile runs in a process of its own, in its folder: it may define methods, change settings or exit.

require "bundler"
require "json"

def describe(dependency)
  {
    name: dependency.name,
    requirements: dependency.requirement.as_list,
    groups: dependency.groups.map(&:to_s),
    source: dependency.source.class.name.to_s.split("::").last,
  }
end

def evaluate(path, text)
  begin
    RubyVM::InstructionSequence.compile(text)
  rescue SyntaxError => e
    return { syntaxError: e.message, error: nil, dependencies: [] }
  end
  Dir.chdir(File.dirname(path))
  ENV["BUNDLE_GEMFILE"] = path
  Bundler.ui = Bundler::UI::Silent.new
  dsl = Bundler::Dsl.new
  dsl.eval_gemfile(Pathname.new(path), text)
  { syntaxError: nil, error: nil, dependencies: dsl.dependencies.map { |dependency| describe(dependency) } }
rescue Exception => e # rubocop:disable Lint/RescueException
  { syntaxError: nil, error: e.message.lines.first(2).join.strip, dependencies: [] }
end

results = JSON.parse($stdin.read).map do |file|
  reader, writer = IO.pipe
  pid = fork do
    reader.close
    result = JSON.generate(evaluate(file["path"], file["text"]))
    writer.write(result)
    writer.close
    exit!(0)
  end
  writer.close
  answer = reader.read
  Process.wait(pid)
  answer.empty? ? { syntaxError: nil, error: "ended early", dependencies: [] } : JSON.parse(answer)
end
puts JSON.generate(results)
