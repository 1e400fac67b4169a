import type { LibraryName } from '../catalog/clientLibraries.ts';
import type { Location } from '../syntax/textRange.ts';
import type { ClassEntry } from './classEntry.ts';
import type { BlockFacts } from './expression.ts';
import type { Place } from './place.ts';
import type { CallContext, Confidence } from './redisCall.ts';

/** What an expression may hold, as far as it matters to Redis. No value at all means that nothing is known. */
export type Value =
  | ClientValue
  | PoolValue
  /** An array's elements, or the values of a hash (then `keyed`). */
  | {
      readonly kind: 'collection';
      readonly elements: Values;
      readonly keyed: boolean;
      /** A hash literal's values by their literal keys. */
      readonly byKey?: ReadonlyMap<string, Values>;
      /** What a hash's keys may be, where they are no literals. */
      readonly keys?: Values;
    }
  | { readonly kind: 'class'; readonly entry: ClassEntry }
  | { readonly kind: 'instance'; readonly entry: ClassEntry }
  /** What iterating over a hash gives: a key and its value. */
  | { readonly kind: 'pair'; readonly keys: Values; readonly values: Values }
  /** An object that a library binds to a key: its methods are no commands, but it knows its client. */
  | { readonly kind: 'keyBound' }
  /** A constant or object of the catalog. */
  | { readonly kind: 'library'; readonly name: string }
  | { readonly kind: 'proc'; readonly block: BlockFacts; readonly place: Place }
  /** Known not to be a client: a literal, a reply, or (`isObject`) something that a class of another library made. */
  | { readonly kind: 'other'; readonly isObject?: true };

export type Values = readonly Value[];

/** Something that commands are called on. */
export interface ClientValue extends Provenance {
  readonly kind: 'client';
  readonly library: LibraryName;
  readonly context: CallContext;
  /** Only valid inside the block that it is a parameter of. */
  readonly pooled: boolean;
  /** Each call checks a connection out. */
  readonly wrapped: boolean;
  /** Reached through a class of the application that stands in for a client and may do something of its own for each method. */
  readonly proxied: boolean;
  /** Also understands `with`, as a pool does. */
  readonly alsoPool: boolean;
}

/** Yields clients to the blocks of `with` and `then`. */
export interface PoolValue {
  readonly kind: 'pool';
  readonly client: ClientValue;
  /** The objects of the application's own class that the client is reached through. */
  readonly standIns?: Values;
}

/** What a pool lends. */
export function pooledValues({ client, standIns = nothing }: PoolValue, pooled = client.pooled): Values {
  return [pooled === client.pooled ? client : { ...client, pooled }, ...standIns];
}

/** How a value is known to be a client. */
export interface Provenance {
  readonly confidence: Confidence;
  /** What the origin is, in a few words: `Redis.new`. */
  readonly source: string;
  readonly origin?: Location;
  /** Only a name connects it with the code that makes the client, as with every `connection` of a workspace. */
  readonly byNameOnly?: boolean;
}

export const nothing: Values = [];
export const notAClient: Values = [{ kind: 'other' }];
export const foreignObject: Values = [{ kind: 'other', isObject: true }];

/** A fresh client in the plain context. */
export function client(library: LibraryName, provenance: Provenance): ClientValue {
  return {
    kind: 'client',
    library,
    context: 'plain',
    pooled: false,
    wrapped: false,
    proxied: false,
    alsoPool: false,
    ...provenance,
  };
}

/** The same values, but every client in them is only likely one. */
export function doubtful(values: Values): Values {
  return withProvenance(values, { confidence: 'likely' });
}

/** The clients and pools among the values, connected by a name only. */
export function byNameOnly(values: Values): Values {
  const clients = values.filter(({ kind }) => kind === 'client' || kind === 'pool');
  return withProvenance(clients, { confidence: 'likely', byNameOnly: true });
}

type NewProvenance = Pick<Provenance, 'confidence' | 'byNameOnly'>;

/** What has that provenance already stays the object that it is: it is told apart from others faster. */
function withProvenance(values: Values, provenance: NewProvenance): Values {
  const changed = values.map((value) => provenValue(value, provenance));
  return changed.every((value, index) => value === values[index]) ? values : changed;
}

function provenValue(value: Value, provenance: NewProvenance): Value {
  switch (value.kind) {
    case 'client':
      return provenClient(value, provenance);
    case 'pool': {
      const proven = provenClient(value.client, provenance);
      return proven === value.client ? value : { ...value, client: proven };
    }
    case 'collection': {
      const elements = withProvenance(value.elements, provenance);
      return elements === value.elements ? value : { ...value, elements };
    }
    default:
      return value;
  }
}

function provenClient(value: ClientValue, provenance: NewProvenance): ClientValue {
  const { confidence, byNameOnly = value.byNameOnly } = provenance;
  return value.confidence === confidence && value.byNameOnly === byNameOnly ? value : { ...value, ...provenance };
}

/** Whether two values are clients that were made at the same place. */
export function isSameOrigin(a: Value, b: Value): boolean {
  return (
    a.kind === 'client' &&
    b.kind === 'client' &&
    a.origin !== undefined &&
    a.source === b.source &&
    a.origin.uri === b.origin?.uri &&
    a.origin.range.start.line === b.origin.range.start.line
  );
}

/** The client that speaks best for an expression: a certain one before a likely one. */
export function bestClient(values: Values): ClientValue | undefined {
  const clients = values.filter((value) => value.kind === 'client');
  const best =
    clients.find(({ confidence }) => confidence === 'certain') ??
    clients.find((found) => found.byNameOnly !== true) ??
    clients[0];
  if (best === undefined) {
    return undefined;
  }
  const rivals = clients.filter(({ confidence }) => confidence === best.confidence);
  // Now one kind of client and now another: a command is one either way, but no text is right for both.
  const isOneKind = rivals.every(({ library, wrapped }) => library === best.library && wrapped === best.wrapped);
  return {
    ...best,
    library: isOneKind ? best.library : 'unknown',
    proxied: !isOneKind || clients.some(({ proxied }) => proxied),
  };
}

/** Joins values, each once. */
export function union(...lists: readonly Values[]): Values {
  const [first = nothing, ...rest] = lists.filter((list) => list.length > 0);
  if (rest.length === 0) {
    return first;
  }
  const joined = new Map<string, Value>();
  for (const list of [first, ...rest]) {
    for (const value of list) {
      const key = identity(value);
      if (!joined.has(key)) {
        joined.set(key, value);
      }
      if (joined.size === mostValues) {
        return [...joined.values()];
      }
    }
  }
  return [...joined.values()];
}

/** Whether two lists say the same: the same values in the same order. */
export function isSameValues(a: Values, b: Values): boolean {
  return a === b || (a.length === b.length && a.every((value, index) => isSameValue(value, b[index])));
}

function isSameValue(a: Value, b: Value | undefined): boolean {
  if (a === b) {
    return true;
  }
  switch (a.kind) {
    case 'collection':
      return (
        b?.kind === 'collection' &&
        a.keyed === b.keyed &&
        isSameValues(a.elements, b.elements) &&
        isSameValues(a.keys ?? nothing, b.keys ?? nothing) &&
        isSameNamed(a.byKey, b.byKey)
      );
    case 'pair':
      return b?.kind === 'pair' && isSameValues(a.keys, b.keys) && isSameValues(a.values, b.values);
    default:
      return b !== undefined && identity(a) === identity(b);
  }
}

function isSameNamed(a: ReadonlyMap<string, Values> = new Map(), b: ReadonlyMap<string, Values> = new Map()): boolean {
  return a.size === b.size && [...a].every(([name, values]) => isSameValues(values, b.get(name) ?? nothing));
}

/** More than this many different values of one expression say nothing. */
const mostValues = 24;

const identities = new WeakMap<Value, string>();

/** What tells values apart. A value is joined with others again and again. */
function identity(value: Value): string {
  const known = identities.get(value);
  if (known !== undefined) {
    return known;
  }
  const made = makeIdentity(value);
  identities.set(value, made);
  return made;
}

function makeIdentity(value: Value): string {
  switch (value.kind) {
    case 'client':
      return `client ${value.library} ${value.confidence} ${value.byNameOnly} ${value.context} ${value.pooled} ${value.proxied} ${value.origin?.uri} ${value.origin?.range.start.line}`;
    case 'pool':
      return `pool ${[value.client, ...(value.standIns ?? nothing)].map(identity).join()}`;
    case 'collection':
      return `collection ${value.elements.map(identity).join()}`;
    case 'class':
    case 'instance':
      return `${value.kind} ${value.entry.name}`;
    case 'library':
      return `library ${value.name}`;
    case 'proc':
      return `proc ${value.place.file.uri} ${value.block.scope}`;
    case 'other':
      return value.isObject === true ? 'object' : value.kind;
    case 'pair':
    case 'keyBound':
      return value.kind;
  }
}
