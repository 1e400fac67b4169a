import { type LibraryName, libraryEntry } from '../catalog/clientLibraries.ts';
import { commandFor } from '../catalog/redisMethods.ts';
import type { ClassEntry, Self } from './classEntry.ts';
import { type CallExpression, type Expression, hasBlock } from './expression.ts';
import type { Flow } from './flow.ts';
import { resultOf } from './libraryValues.ts';
import { constructorCalls } from './parameters.ts';
import type { Place } from './place.ts';
import {
  bestClient,
  type ClientValue,
  client,
  foreignObject,
  isSameOrigin,
  notAClient,
  nothing,
  type PoolValue,
  pooledValues,
  union,
  type Value,
  type Values,
} from './value.ts';

/** What calling a method on one value may return; nothing where that is not known. */
export function methodValues(flow: Flow, value: Value, call: CallExpression, place: Place): Values {
  const sent = sentCall(call);
  if (sent !== undefined) {
    return methodValues(flow, value, sent, place);
  }
  switch (value.kind) {
    case 'client':
      return clientMethod(flow, value, call, place);
    case 'pool':
      return poolMethod(flow, value, call, place);
    case 'collection':
      return collectionMethod(flow, value, call, place);
    case 'class':
    case 'instance':
      return objectMethod(flow, value, call, place);
    case 'library':
      return libraryMethod(flow, value.name, call, place);
    case 'proc':
      return /^(?:call|yield|\[\])$/.test(call.method) && value.block.result !== undefined
        ? flow.values(value.block.result, { file: value.place.file, scope: value.block.scope })
        : nothing;
    case 'keyBound':
      return call.method === 'redis' ? keyBoundClient(call, place) : notAClient;
    case 'pair':
    case 'other':
      return passThrough.has(call.method) && call.block !== undefined
        ? blockResult(flow, call, place)
        : mapped(flow, call, place);
  }
}

/** `object.public_send(:redis)` and `object.try(:redis)` call `redis`. */
function sentCall(call: CallExpression): CallExpression | undefined {
  const [name, ...args] = call.args;
  return /^(?:public_send|send|__send__|try!?)$/.test(call.method) &&
    (name?.kind === 'symbol' || name?.kind === 'string')
    ? sent(call, name.value, args)
    : undefined;
}

function sent(call: CallExpression, method: string, args: readonly Expression[]): CallExpression {
  const { kind, range, receiver, methodRange, safeNavigation, keywords, argsRange, block } = call;
  return { kind, range, receiver, method, methodRange, safeNavigation, args, keywords, argsRange, block };
}

function blockResult(flow: Flow, call: CallExpression, place: Place): Values {
  return call.block?.result === undefined
    ? nothing
    : flow.values(call.block.result, { file: place.file, scope: call.block.scope });
}

const sameClient = new Set('dup clone tap freeze itself redis presence extend'.split(' '));
/** What is put around a client, which `redis` hands out again as it is. */
const around = new Set<LibraryName>(['redis-namespace', 'resque']);
const givesBlockResult = new Set('with then yield_self synchronize without_reconnect with_reconnect'.split(' '));

function clientMethod(flow: Flow, value: ClientValue, call: CallExpression, place: Place): Values {
  const { method } = call;
  // Most are put around redis-rb, and some around a pool's wrapper or one another.
  if (method === 'redis' && around.has(value.library)) {
    return [{ ...value, library: 'unknown', confidence: 'likely' }];
  }
  if (sameClient.has(method)) {
    return [value];
  }
  if (givesBlockResult.has(method) && hasBlock(call)) {
    return blockResult(flow, call, place);
  }
  if (method === 'node_for') {
    return [nodeOf(value)];
  }
  if (method === 'nodes') {
    return [{ kind: 'collection', elements: [nodeOf(value)], keyed: false }];
  }
  // Each node with its keys.
  if (method === 'nodes_for') {
    return [{ kind: 'collection', elements: nothing, keyed: true, keys: [nodeOf(value)] }];
  }
  // The low-level connection below redis-rb understands `call`; with a subcommand it is CLIENT.
  if (method === '_client' || (method === 'client' && call.args.length === 0)) {
    return [{ ...value, library: 'unknown', confidence: 'likely' }];
  }
  if (value.wrapped && method === 'wrapped_pool') {
    return [{ kind: 'pool', client: { ...value, wrapped: false } }];
  }
  return commandFor(method) === undefined &&
    !/^(?:call|pipelined|multi|connection|id|inspect|to_s|namespace)/.test(method)
    ? nothing
    : notAClient;
}

/** The nodes of a ring are clients of one server each. */
function nodeOf(value: ClientValue): ClientValue {
  return value.library === 'redis-distributed' ? { ...value, library: 'redis-rb' } : value;
}

function poolMethod(flow: Flow, value: PoolValue, call: CallExpression, place: Place): Values {
  if (/^(?:with|then|with_connection)$/.test(call.method)) {
    return blockResult(flow, call, place);
  }
  if (/^(?:freeze|tap|itself|presence)$/.test(call.method)) {
    return [value];
  }
  return /^(?:checkout|connection|current)$/.test(call.method) ? pooledValues(value) : notAClient;
}

const pickers = new Set(
  '[] fetch dig first last sample shift pop find detect min_by max_by delete delete_at slice at values_at'.split(' '),
);
/** These give a list where they are told how many. */
const counted = new Set('first last sample shift pop'.split(' '));
const keepers = new Set(
  `each each_value each_pair to_a values compact flatten uniq reverse select reject filter sort_by shuffle rotate cycle take drop
  freeze dup compact_blank tap each_with_index lazy map! push append <<`.split(/\s+/),
);

function collectionMethod(
  flow: Flow,
  value: Value & { readonly kind: 'collection' },
  call: CallExpression,
  place: Place,
): Values {
  if (keepers.has(call.method) || (counted.has(call.method) && call.args.length > 0 && !value.keyed)) {
    return [call.method === 'values' ? { ...value, keyed: false } : value];
  }
  if (pickers.has(call.method)) {
    const [key] = call.args;
    const isNamed = key?.kind === 'symbol' || key?.kind === 'string';
    return value.byKey === undefined || !isNamed ? value.elements : (value.byKey.get(key.value) ?? nothing);
  }
  return mapped(flow, call, place);
}

/** Methods that return what their block does, whatever they are called on. */
export const passThrough = new Set(
  `synchronize mon_synchronize fetch compute_if_absent silence benchmark measure trace instrument with_lock timeout then yield_self
  suppress_warnings handle_interrupt`.split(/\s+/),
);

/** `user.friends.redis` */
function keyBoundClient(call: CallExpression, place: Place): Values {
  const origin = { uri: place.file.uri, range: call.range };
  return [client('redis-rb', { confidence: 'certain', source: 'the connection of an object bound to a key', origin })];
}

/** `3.times.map { Redis.new }` gives clients whatever it runs over. */
export function mapped(flow: Flow, call: CallExpression, place: Place): Values {
  if (call.method === 'group_by') {
    const keys = blockResult(flow, call, place);
    return [{ kind: 'collection', elements: nothing, keyed: true, keys }];
  }
  const elements = /^(?:map|collect|flat_map|filter_map)$/.test(call.method) ? blockResult(flow, call, place) : nothing;
  return elements.some(({ kind }) => kind === 'client' || kind === 'pool')
    ? [{ kind: 'collection', elements, keyed: false }]
    : notAClient;
}

function objectMethod(
  flow: Flow,
  value: Value & { readonly kind: 'class' | 'instance' },
  call: CallExpression,
  place: Place,
): Values {
  const { entry } = value;
  const { method } = call;
  const self: Self = { entry, singleton: value.kind === 'class' };
  const members = flow.hierarchy.members(self, method);
  if (members.length > 0) {
    const found = union(...members.map((member) => flow.memberValues(member)));
    // A method that returns what its block does: `def with; pool.with { |redis| yield redis }; end`.
    return found.length > 0 || !hasBlock(call) ? found : blockResult(flow, call, place);
  }
  if (value.kind === 'instance') {
    return instanceMethod(flow, value, call, place);
  }
  if (method === 'new') {
    const origin = { uri: place.file.uri, range: call.range };
    const own = standsForOnceMade(flow, entry, call, place).map((client) =>
      client.kind === 'client' ? { origin, ...client } : client,
    );
    return [{ kind: 'instance', entry }, ...own];
  }
  if (method === 'instance') {
    return [{ kind: 'instance', entry }, ...flow.standsFor(entry)];
  }
  if (recordFinders.has(method) && flow.hierarchy.isRecord(entry)) {
    return [{ kind: 'instance', entry }];
  }
  const inherited = flow.hierarchy.ancestors(entry).flatMap((ancestor) => flow.hierarchy.parents(ancestor).foreign);
  return union(...inherited.map((path) => libraryMethod(flow, path, call, place)));
}

/** What an object that `call` makes passes for: what others hand to the class only where this call may hand it that too. */
function standsForOnceMade(flow: Flow, entry: ClassEntry, call: CallExpression, place: Place): Values {
  const own = flow.standsFor(entry);
  const isOther = own.length > 0 && call.args.length > 0 && call.args.every((arg) => isOtherObject(flow, arg, place));
  if (!isOther) {
    return own;
  }
  const handed = constructorCalls(flow, entry).flatMap((maker) =>
    maker.call.args.flatMap((arg) => flow.values(arg, maker)),
  );
  return own.filter((client) => !handed.some((value) => isSameOrigin(value, client)));
}

function isOtherObject(flow: Flow, expression: Expression, place: Place): boolean {
  const values = flow.values(expression, place);
  return (
    values.length > 0 &&
    values.every(
      (value) =>
        value.kind === 'other' ||
        (value.kind === 'collection' && value.elements.length === 0) ||
        (value.kind === 'instance' && flow.standsFor(value.entry).length === 0),
    )
  );
}

const recordFinders = new Set(
  'find find_by find_by! find_or_create_by find_or_initialize_by create create! build first last take'.split(' '),
);

function instanceMethod(
  flow: Flow,
  value: Value & { readonly kind: 'class' | 'instance' },
  call: CallExpression,
  place: Place,
): Values {
  const { entry } = value;
  const [name] = call.args;
  if (call.method === 'instance_variable_get' && (name?.kind === 'symbol' || name?.kind === 'string')) {
    return flow.variable(name.value, { entry, singleton: false });
  }
  if (call.method === 'class') {
    return [{ kind: 'class', entry }];
  }
  if (/^(?:tap|itself|freeze|dup|clone)$/.test(call.method)) {
    return [value];
  }
  if (/^(?:then|yield_self)$/.test(call.method)) {
    return blockResult(flow, call, place);
  }
  return union(...flow.standsFor(entry).map((own) => methodValues(flow, own, call, place)));
}

function libraryMethod(flow: Flow, name: string, call: CallExpression, place: Place): Values {
  const entry = libraryEntry(name);
  const result = entry?.methods[call.method];
  if (result !== undefined && Object.hasOwn(entry?.methods ?? {}, call.method)) {
    if (entry?.yielding?.includes(call.method) === true && hasBlock(call)) {
      return blockResult(flow, call, place);
    }
    if (result.kind === 'poolOfBlock' || result.kind === 'wrapperOfBlock') {
      return pooledBlock(result.kind === 'wrapperOfBlock', blockResult(flow, call, place));
    }
    return resultOf(result, name, call, place);
  }
  if (libraryEntry(`${name}.${call.method}`) !== undefined) {
    return [{ kind: 'library', name: `${name}.${call.method}` }];
  }
  // The library's own class, reopened or being developed here.
  const reopened = flow.fold.classes.get(name);
  const members =
    reopened === undefined ? [] : flow.hierarchy.members({ entry: reopened, singleton: true }, call.method);
  if (members.length > 0) {
    return union(...members.map((member) => flow.memberValues(member)));
  }
  if (reopened !== undefined && call.method === 'new') {
    return [{ kind: 'instance', entry: reopened }];
  }
  if (name === 'Array' && call.method === 'new') {
    return [{ kind: 'collection', elements: blockResult(flow, call, place), keyed: false }];
  }
  if (
    /^(?:Hash|String|Set|File|Dir|Struct|OpenStruct|JSON|YAML|Time|Date|Logger|Mutex|Monitor|Tempfile|StringIO)$/.test(
      name,
    )
  ) {
    return notAClient;
  }
  // What another library makes is its own, unless that library says to be about Redis.
  return call.method === 'new' && entry === undefined && !aboutRedis.test(name) ? foreignObject : nothing;
}

const aboutRedis = /redis|resque|sidekiq|valkey|keydb|dragonfly/i;

/** A pool of what its block returns; a wrapper is used like the client itself. */
function pooledBlock(wrapper: boolean, created: Values): Values {
  const inner = bestClient(created);
  if (inner === undefined) {
    return nothing;
  }
  if (wrapper) {
    return [{ ...inner, wrapped: true, alsoPool: true }];
  }
  const standIns = created.filter(({ kind }) => kind === 'instance');
  return [{ kind: 'pool', client: inner, ...(standIns.length === 0 ? {} : { standIns }) }];
}
