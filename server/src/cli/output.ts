/** The colours and styles that Lintel writes: none of them hides text, whoever wrote it. */
const styles = new Set([1, 2, 4, 22, 24, 31, 32, 33, 36, 39].map((code) => `\u001b[${code}m`));

/** Text with what it would make a terminal do, line breaks, tabs and Lintel's own styles aside, shown as `\uFFFD`. */
function shown(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}(?:\[\d+m)?/gu, (found) =>
    styles.has(found) ? found : `\uFFFD${found.slice(1)}`,
  );
}

/** Writes one line of the result to standard output, as `shown`. A reader that went away (`| head`) ends the program quietly. */
export function print(line: string): void {
  printExactly(shown(line));
}

/** The same for what programs read back, as it is: a patch. */
export function printExactly(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a value as JSON. What would make a terminal do something is escaped, so that programs read back what was there. */
export function printJson(value: object, indent = 2): void {
  const json = JSON.stringify(value, null, indent);
  printExactly(json.replace(/(?!\n)\p{Cc}/gu, (found) => `\\u00${found.charCodeAt(0).toString(16)}`));
}

/** Writes a note for people to standard error, as `shown`, where it never mixes with a machine format. */
export function note(line: string): void {
  process.stderr.write(`lintel: ${shown(line)}\n`);
}

/** Lets `lintel … | head` end without a word, and a result that cannot be written with one. Notes that nobody reads are lost. */
export function endOnOutputError(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      process.exit(0);
    }
    note(`the result cannot be written: ${error.message}`);
    process.exit(2);
  });
}
