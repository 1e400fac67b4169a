# Answers whether Ruby accepts a text, many times in one process: a line with its length in bytes and the text, then `1` or `0`.
$VERBOSE = nil
$stdin.binmode
$stdout.sync = true
while (length = $stdin.gets)
  text = $stdin.read(length.to_i).force_encoding(Encoding::UTF_8)
  accepted =
    begin
      RubyVM::InstructionSequence.compile(text)
      true
    rescue SyntaxError, EncodingError, ArgumentError
      false
    end
  puts accepted ? 1 : 0
end
