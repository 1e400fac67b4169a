/** All that a terminal obeys but line breaks, tabs and the colours that Lintel writes itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about.
const controls = /(?!\x1b\[\d+m)[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * Writes one line of the result to standard output; what people's code and names would make a terminal do is shown as `\uFFFD`. A reader that
 * went away (`| head`) ends the program quietly.
 */
export function print(line: string): void {
  printExactly(line.replace(controls, '\uFFFD'));
}

/** The same for what programs read back: a patch. */
export function printExactly(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a note for people to standard error, where it never mixes with a machine format. */
export function note(line: string): void {
  process.stderr.write(`lintel: ${line}\n`);
}

/** Lets `lintel … | head` end without a stack trace. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 2);
  });
}
