/** Writes one line of the result to standard output. A reader that went away (`| head`) ends the program quietly. */
export function print(line: string): void {
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
