import type { TextRange } from '../syntax/textRange.ts';
import type { PackedSummaries } from './packedSummary.ts';

/** Writes what `FactReader` reads: small numbers in a byte, every text once. */
export class FactWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  readonly #strings: string[] = [];
  readonly #numberOf = new Map<string, number>();

  /** Where the next byte is written. */
  get length(): number {
    return this.#length;
  }

  /** All that was written. The writer is not to be used afterwards. */
  finish(): PackedSummaries {
    return { bytes: this.#bytes.slice(0, this.#length), strings: this.#strings };
  }

  /** Sets bits of a byte that was written. */
  mark(at: number, bits: number): void {
    this.#bytes[at] = (this.#bytes[at] ?? 0) | bits;
  }

  list<T>(items: readonly T[], write: (item: T, index: number) => void): void {
    this.number(items.length);
    items.forEach(write);
  }

  range({ start, end }: TextRange): void {
    this.number(start.line);
    this.number(start.character);
    // Most end on the line on which they begin.
    this.number(end.line - start.line);
    this.number(end.line === start.line ? end.character - start.character : end.character);
  }

  text(text: string): void {
    let number = this.#numberOf.get(text);
    if (number === undefined) {
      number = this.#strings.push(text) - 1;
      this.#numberOf.set(text, number);
    }
    this.number(number);
  }

  flag(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  /** Seven bits a byte, the lowest first. */
  number(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }
}
