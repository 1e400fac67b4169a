import { insertByFile, withdrawFile } from './fileOrder.ts';
import type { RedisCall } from './redisCall.ts';

/** Undefined as long as it takes another step. */
type CallsOf = (uri: string) => readonly RedisCall[] | undefined;

/** The Redis calls of all files, by file and by key. */
export class CallTable {
  readonly #callsOf: CallsOf;
  readonly #byUri = new Map<string, readonly RedisCall[]>();
  readonly #byKey = new Map<string, RedisCall[]>();
  /** Files that are still to be read, or anew. */
  readonly #open: Set<string>;

  constructor(uris: readonly string[], callsOf: CallsOf) {
    this.#callsOf = callsOf;
    this.#open = new Set(uris.toSorted());
  }

  /** The file is to be read anew, or is gone. */
  invalidate(uri: string): void {
    this.#open.add(uri);
  }

  /** Reads what is still open, a file or less a step. */
  *fill(callsOf = this.#callsOf): Generator<void> {
    for (const uri of this.#open) {
      let calls = callsOf(uri);
      while (calls === undefined) {
        yield;
        calls = callsOf(uri);
      }
      this.#replace(uri, calls);
      this.#open.delete(uri);
      yield;
    }
  }

  /** Reads what is still open at once. */
  catchUp(callsOf: CallsOf): void {
    for (const _ of this.fill(callsOf)) {
      // There is no other way to end it.
    }
  }

  onKey(template: string): readonly RedisCall[] {
    return this.#byKey.get(template) ?? [];
  }

  /** By file. */
  all(): readonly RedisCall[] {
    return [...this.#byUri.keys()].sort().flatMap((uri) => this.#byUri.get(uri) ?? []);
  }

  #replace(uri: string, calls: readonly RedisCall[]): void {
    for (const key of new Set(this.#byUri.get(uri)?.map(({ keyTemplate }) => keyTemplate))) {
      const list = key === undefined ? undefined : this.#byKey.get(key);
      if (list !== undefined) {
        withdrawFile(list, uri);
      }
    }
    if (calls.length === 0) {
      this.#byUri.delete(uri);
      return;
    }
    this.#byUri.set(uri, calls);
    for (const call of calls) {
      if (call.keyTemplate !== undefined) {
        const list = this.#byKey.get(call.keyTemplate) ?? [];
        this.#byKey.set(call.keyTemplate, list);
        insertByFile(list, call);
      }
    }
  }
}
