import type { TextRange } from '../syntax/textRange.ts';
import type { BlockFacts, CallExpression, Expression, KeywordPair } from './expression.ts';
import { expressionKinds, type PackedSummaries, sharedRecord } from './packedSummary.ts';

/** Reads one file's facts. `at` moves on with what is read in order, and not with what is followed by its pointer. */
export class FactReader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #strings: readonly string[];
  readonly #shared = new Map<number, object>();

  constructor({ bytes, strings }: PackedSummaries) {
    this.#bytes = bytes;
    this.#strings = strings;
  }

  number(): number {
    let byte = this.#bytes[this.at++] ?? 0;
    let value = byte & 0x7f;
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = this.#bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
    }
    return value >>> 0;
  }

  flag(): boolean {
    return this.#bytes[this.at++] === 1;
  }

  text(): string {
    return this.#strings[this.number()] ?? '';
  }

  range(): TextRange {
    const line = this.number();
    const character = this.number();
    const lines = this.number();
    const last = this.number();
    return {
      start: { line, character },
      end: { line: line + lines, character: lines === 0 ? character + last : last },
    };
  }

  rangeAt(at: number): TextRange {
    return this.from(at, () => this.range());
  }

  skipRange(): void {
    for (let left = 4; left > 0; left--) {
      this.skip();
    }
  }

  skip(): void {
    while ((this.#bytes[this.at++] ?? 0) > 0x7f) {
      // A number ends with a byte below.
    }
  }

  list<T>(read: () => T): readonly T[] {
    const length = this.number();
    if (length === 0) {
      return none;
    }
    const items = new Array<T>(length);
    for (let index = 0; index < length; index++) {
      items[index] = read();
    }
    return items;
  }

  /** Reads elsewhere and comes back. */
  from<T>(at: number, read: () => T): T {
    const before = this.at;
    this.at = at;
    const result = read();
    this.at = before;
    return result;
  }

  expression(from: number): Expression {
    return this.#record(from - this.number(), readExpression);
  }

  expressionIfAny(from: number): Expression | undefined {
    const distance = this.number();
    return distance === 0 ? undefined : this.#record(from - distance, readExpression);
  }

  call(from: number): CallExpression {
    return this.expression(from) as CallExpression;
  }

  callIfAny(from: number): CallExpression | undefined {
    return this.expressionIfAny(from) as CallExpression | undefined;
  }

  blockIfAny(from: number): BlockFacts | undefined {
    const distance = this.number();
    return distance === 0 ? undefined : this.#record(from - distance, (reader, at) => new PackedBlock(reader, at));
  }

  expressions(from: number): readonly Expression[] {
    return this.list(() => this.expression(from));
  }

  pairs(from: number): readonly KeywordPair[] {
    return this.list(() => {
      const place = new PackedPlace(this, this.at);
      this.skipRange();
      const key = this.expressionIfAny(from);
      const value = this.expression(from);
      return Object.assign(place, key === undefined ? { value } : { key, value });
    });
  }

  #record<T extends object>(at: number, read: (reader: FactReader, at: number, head: number) => T): T {
    const head = this.#bytes[at] ?? 0;
    if (head < sharedRecord) {
      return this.#readRecord(at, head, read);
    }
    const known = this.#shared.get(at);
    if (known !== undefined) {
      return known as T;
    }
    const found = this.#readRecord(at, head - sharedRecord, read);
    this.#shared.set(at, found);
    return found;
  }

  #readRecord<T>(at: number, head: number, read: (reader: FactReader, at: number, head: number) => T): T {
    const before = this.at;
    this.at = at + 1;
    const found = read(this, at, head);
    this.at = before;
    return found;
  }
}

const none: readonly never[] = [];

/** The reader stands behind the first byte of the record, `head`; the record begins at `from`. */
function readExpression(reader: FactReader, from: number, head: number): Expression {
  const kind = expressionKinds[head] ?? 'unknown';
  if (kind === 'call') {
    return new PackedCall(reader, from);
  }
  const place = new PackedPlace(reader, reader.at);
  reader.skipRange();
  return Object.assign(place, readContent(reader, from, kind));
}

type Content<E> = E extends Expression ? Omit<E, 'range'> : never;

/** What an expression of a kind has beside its range. */
function readContent(
  reader: FactReader,
  from: number,
  kind: Exclude<Expression['kind'], 'call'>,
): Content<Exclude<Expression, CallExpression>> {
  switch (kind) {
    case 'string':
    case 'symbol':
      return { kind, value: reader.text() };
    case 'template':
      return { kind, parts: reader.list(() => (reader.flag() ? reader.text() : reader.expression(from))) };
    case 'integer':
    case 'float':
      return { kind, value: Number(reader.text()) };
    case 'lambda': {
      const block = reader.blockIfAny(from);
      return block === undefined ? { kind } : { kind, block };
    }
    case 'array':
      return { kind, elements: reader.expressions(from) };
    case 'hash':
      return { kind, pairs: reader.pairs(from) };
    case 'rangeLiteral': {
      const first = reader.expressionIfAny(from);
      const last = reader.expressionIfAny(from);
      return {
        kind,
        ...(first === undefined ? {} : { from: first }),
        ...(last === undefined ? {} : { to: last }),
        exclusive: reader.flag(),
      };
    }
    case 'local':
    case 'ivar':
    case 'cvar':
    case 'gvar':
      return { kind, name: reader.text() };
    case 'constant':
      return { kind, path: reader.text(), absolute: reader.flag() };
    case 'splat':
    case 'doubleSplat':
    case 'blockArgument': {
      const value = reader.expressionIfAny(from);
      return value === undefined ? { kind } : { kind, value };
    }
    case 'operator':
      return { kind, operator: reader.text(), operands: reader.expressions(from) };
    case 'choice':
      return { kind, alternatives: reader.expressions(from) };
    default:
      return { kind };
  }
}

/** Where something stands, read when it is asked for: of most expressions nobody asks. */
class PackedPlace {
  readonly #reader: FactReader;
  readonly #at: number;

  constructor(reader: FactReader, at: number) {
    this.#reader = reader;
    this.#at = at;
  }

  get range(): TextRange {
    return this.#reader.rangeAt(this.#at);
  }
}

type CallParts = Pick<CallExpression, 'receiver' | 'block' | 'args' | 'keywords'>;

class PackedCall implements CallExpression {
  readonly kind = 'call';
  readonly method: string;
  readonly safeNavigation: boolean;
  readonly #reader: FactReader;
  /** Where the record begins. */
  readonly #from: number;
  /** Where the method's range stands. */
  readonly #ranges: number;
  #parts: CallParts | undefined;

  constructor(reader: FactReader, from: number) {
    this.#reader = reader;
    this.#from = from;
    reader.skipRange();
    this.method = reader.text();
    this.safeNavigation = reader.flag();
    this.#ranges = reader.at;
  }

  get range(): TextRange {
    return this.#reader.rangeAt(this.#from + 1);
  }

  get methodRange(): TextRange {
    return this.#reader.rangeAt(this.#ranges);
  }

  get argsRange(): TextRange | undefined {
    const reader = this.#reader;
    return reader.from(this.#ranges, () => {
      reader.skipRange();
      return reader.flag() ? reader.range() : undefined;
    });
  }

  get receiver(): Expression | undefined {
    return this.#read().receiver;
  }

  get block(): BlockFacts | undefined {
    return this.#read().block;
  }

  get args(): readonly Expression[] {
    return this.#read().args;
  }

  get keywords(): readonly KeywordPair[] {
    return this.#read().keywords;
  }

  #read(): CallParts {
    const reader = this.#reader;
    this.#parts ??= reader.from(this.#ranges, () => {
      reader.skipRange();
      if (reader.flag()) {
        reader.skipRange();
      }
      return {
        receiver: reader.expressionIfAny(this.#from),
        block: reader.blockIfAny(this.#from),
        args: reader.expressions(this.#from),
        keywords: reader.pairs(this.#from),
      };
    });
    return this.#parts;
  }
}

class PackedBlock implements BlockFacts {
  readonly parameters: readonly string[];
  readonly scope: number;
  readonly #reader: FactReader;
  /** Where the record begins. */
  readonly #from: number;
  /** Where what it results in stands; 0 once that was read. */
  #resultAt: number;
  #result: Expression | undefined;

  constructor(reader: FactReader, from: number) {
    this.#reader = reader;
    this.#from = from;
    reader.skipRange();
    reader.skipRange();
    this.parameters = reader.list(() => reader.text());
    this.scope = reader.number() - 1;
    this.#resultAt = reader.at;
  }

  get range(): TextRange {
    return this.#reader.rangeAt(this.#from + 1);
  }

  get bodyRange(): TextRange {
    const reader = this.#reader;
    return reader.from(this.#from + 1, () => {
      reader.skipRange();
      return reader.range();
    });
  }

  get result(): Expression | undefined {
    if (this.#resultAt !== 0) {
      this.#result = this.#reader.from(this.#resultAt, () => this.#reader.expressionIfAny(this.#from));
      this.#resultAt = 0;
    }
    return this.#result;
  }
}
