/** In bytes. That of a real client has a few dozen. */
const longestHeader = 4_096;

/** In bytes. The engine has no text that is longer. */
const longestMessage = 2 ** 29;

/**
 * Follows where messages begin and end in what a client sends. The protocol's library waits for ever once it has lost that, or tells nobody.
 */
export class MessageBounds {
  #header = '';
  #bodyLeft = 0;

  /** Takes the next bytes, and says what is wrong as soon as the bounds are lost: nothing of what came, which may be the text of a document. */
  take(bytes: Buffer): string | undefined {
    for (let at = 0; at < bytes.length; ) {
      if (this.#bodyLeft > 0) {
        const inBody = Math.min(this.#bodyLeft, bytes.length - at);
        this.#bodyLeft -= inBody;
        at += inBody;
        continue;
      }
      const before = this.#header.length;
      this.#header += bytes.toString('latin1', at, at + longestHeader);
      const end = this.#header.indexOf('\r\n\r\n');
      if (end === -1) {
        return this.#header.length < longestHeader ? undefined : `no header ends within ${longestHeader} bytes`;
      }
      const length = contentLength(this.#header.slice(0, end));
      if (length === undefined) {
        return 'a header without a Content-Length that is a number';
      }
      if (length > longestMessage) {
        return `a Content-Length of ${length}, longer than any message can be`;
      }
      at += end + 4 - before;
      this.#header = '';
      this.#bodyLeft = length;
    }
    return undefined;
  }
}

function contentLength(header: string): number | undefined {
  const fields = header.split('\r\n').map((line) => /^([\w-]+): *(.*)$/.exec(line));
  const length = fields.find((field) => field?.[1]?.toLowerCase() === 'content-length')?.[2] ?? '';
  return fields.every((field) => field !== null) && /^\d{1,15} *$/.test(length) ? Number(length) : undefined;
}
