import type { TextRange } from '../syntax/textRange.ts';
import type { CallExpression, Expression } from './expression.ts';
import { FactReader } from './factReader.ts';
import { type PackedSummaries, parameterKinds, scopeKinds, targetKinds, usageKinds } from './packedSummary.ts';
import type { Usage } from './redisCall.ts';
import type { RubySummary } from './summarize.ts';
import type {
  Assignment,
  CallSite,
  LibrarySite,
  MethodFacts,
  Parameter,
  Scope,
  ScopedArguments,
  ScopedCall,
} from './summary.ts';
import type { Directive } from './workspaceIndex.ts';

/**
 * The summary of the file `uri` that `SummaryPacker.add` wrote at `at`. Of most files only few expressions are ever asked for: values,
 * results, arguments and ranges are read from the bytes when they are. An expression is always the same object, as its identity stands for
 * its place; a range is made anew. Do not spread these facts: what is not read yet is no property of their own.
 */
export function unpackSummary(packed: PackedSummaries, at: number, uri: string): RubySummary {
  const reader = new FactReader(packed);
  reader.at = at;
  const from = at;
  return {
    uri,
    mentionsRedis: reader.flag(),
    scopes: reader.list(() => new PackedScope(reader, from)),
    assignments: reader.list(() => new PackedAssignment(reader, from)),
    methods: reader.list(() => new PackedMethod(reader, from)),
    macros: reader.list(() => scopedCall(reader, from)),
    calls: reader.list(() => callSite(reader, from)),
    libraryCalls: reader.list(() => librarySite(reader, from)),
    passes: reader.list(() => scopedCall(reader, from)),
    directives: reader.list((): Directive => ({ text: reader.text(), range: reader.range() })),
  };
}

class PackedScope implements Scope {
  readonly kind: Scope['kind'];
  readonly parent: number;
  readonly name: string;
  readonly singleton: boolean;
  readonly object: Expression | undefined;
  readonly superclass: Expression | undefined;
  readonly call: CallExpression | undefined;
  readonly parameters: readonly Parameter[];
  readonly #reader: FactReader;
  readonly #rangeAt: number;

  constructor(reader: FactReader, from: number) {
    this.#reader = reader;
    this.kind = scopeKinds[reader.number()] ?? 'block';
    this.parent = reader.number() - 1;
    this.#rangeAt = reader.at;
    reader.skipRange();
    this.name = reader.text();
    this.singleton = reader.flag();
    this.object = reader.expressionIfAny(from);
    this.superclass = reader.expressionIfAny(from);
    this.call = reader.callIfAny(from);
    this.parameters = reader.list(() => readParameter(reader, from));
  }

  get range(): TextRange {
    return this.#reader.rangeAt(this.#rangeAt);
  }
}

function readParameter(reader: FactReader, from: number): Parameter {
  const name = reader.text();
  const kind = parameterKinds[reader.number()] ?? 'required';
  const value = reader.expressionIfAny(from);
  const parts = reader.flag() ? reader.list(() => reader.text()) : undefined;
  return {
    name,
    kind,
    ...(value === undefined ? {} : { default: value }),
    ...(parts === undefined ? {} : { parts }),
  };
}

class PackedAssignment implements Assignment {
  readonly target: Assignment['target'];
  readonly name: string;
  readonly scope: number;
  readonly home: number;
  readonly #reader: FactReader;
  /** Where the file's facts begin. */
  readonly #from: number;
  readonly #rangeAt: number;
  #parts: Pick<Assignment, 'receiver' | 'value'> | undefined;

  constructor(reader: FactReader, from: number) {
    this.#reader = reader;
    this.#from = from;
    this.target = targetKinds[reader.number()] ?? 'local';
    this.name = reader.text();
    this.scope = reader.number();
    this.home = reader.number();
    this.#rangeAt = reader.at;
    reader.skipRange();
    reader.skip();
    reader.skip();
  }

  get range(): TextRange {
    return this.#reader.rangeAt(this.#rangeAt);
  }

  get receiver(): Expression | undefined {
    return this.#read().receiver;
  }

  get value(): Expression {
    return this.#read().value;
  }

  #read(): Pick<Assignment, 'receiver' | 'value'> {
    const reader = this.#reader;
    this.#parts ??= reader.from(this.#rangeAt, () => {
      reader.skipRange();
      return { receiver: reader.expressionIfAny(this.#from), value: reader.expression(this.#from) };
    });
    return this.#parts;
  }
}

type MethodParts = Pick<MethodFacts, 'results' | 'yields' | 'forwards'>;

class PackedMethod implements MethodFacts {
  readonly name: string;
  readonly scope: number;
  readonly #reader: FactReader;
  /** Where the file's facts begin. */
  readonly #from: number;
  readonly #rangeAt: number;
  #parts: MethodParts | undefined;

  constructor(reader: FactReader, from: number) {
    this.#reader = reader;
    this.#from = from;
    this.name = reader.text();
    this.scope = reader.number();
    this.#rangeAt = reader.at;
    reader.skipRange();
    this.#skipParts();
  }

  get nameRange(): TextRange {
    return this.#reader.rangeAt(this.#rangeAt);
  }

  get results(): readonly Expression[] {
    return this.#read().results;
  }

  get yields(): readonly ScopedArguments[] {
    return this.#read().yields;
  }

  get forwards(): readonly ScopedCall[] {
    return this.#read().forwards;
  }

  #skipParts(): void {
    const reader = this.#reader;
    const skip = () => reader.skip();
    reader.list(skip);
    reader.list(() => {
      reader.list(skip);
      reader.skip();
    });
    reader.list(() => {
      reader.skip();
      reader.skip();
    });
  }

  #read(): MethodParts {
    const reader = this.#reader;
    this.#parts ??= reader.from(this.#rangeAt, () => {
      reader.skipRange();
      return {
        results: reader.expressions(this.#from),
        yields: reader.list(() => ({ args: reader.expressions(this.#from), scope: reader.number() })),
        forwards: reader.list(() => scopedCall(reader, this.#from)),
      };
    });
    return this.#parts;
  }
}

function scopedCall(reader: FactReader, from: number): ScopedCall {
  return { call: reader.call(from), scope: reader.number() };
}

function callSite(reader: FactReader, from: number): CallSite {
  const site = { call: reader.call(from), scope: reader.number(), usage: readUsage(reader, from) };
  const carrier = reader.callIfAny(from);
  return carrier === undefined ? site : { ...site, carrier };
}

function librarySite(reader: FactReader, from: number): LibrarySite {
  return {
    call: reader.call(from),
    scope: reader.number(),
    usage: readUsage(reader, from),
    assigned: reader.flag(),
  };
}

function readUsage(reader: FactReader, from: number): Usage {
  const kind = usageKinds[reader.number()] ?? 'value';
  return kind === 'chain' ? { kind, outer: reader.call(from), usage: readUsage(reader, from) } : { kind };
}
