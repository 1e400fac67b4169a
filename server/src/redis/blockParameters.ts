import { libraryEntry } from '../catalog/clientLibraries.ts';
import { commandFor } from '../catalog/redisMethods.ts';
import type { Member } from './classEntry.ts';
import { connectionName, isRedisPool, redisName, redisSetting } from './clientName.ts';
import type { CallExpression } from './expression.ts';
import type { Flow } from './flow.ts';
import { resultOf } from './libraryValues.ts';
import { aliased, delegatedCall, delegationTargets } from './memberValues.ts';
import type { Place } from './place.ts';
import type { CallContext } from './redisCall.ts';
import {
  byNameOnly,
  type ClientValue,
  client,
  doubtful,
  foreignObject,
  nothing,
  pooledValues,
  union,
  type Value,
  type Values,
} from './value.ts';

/** What the block of `call` is given as parameter `index`. */
export function yieldedValues(flow: Flow, call: CallExpression, place: Place, index: number): Values {
  const found =
    call.receiver === undefined ? bareYield(flow, call, place, index) : receivedYield(flow, call, place, index);
  if (found.length > 0 || index > 0) {
    return found;
  }
  const parameter = call.block?.parameters[0] ?? '';
  const origin = { uri: place.file.uri, range: call.range };
  const context = contextOf(call.method);
  if (context !== undefined) {
    return [
      { ...client('unknown', { confidence: 'likely', source: `the block of \`${call.method}\``, origin }), context },
    ];
  }
  if (/^p?subscribe/.test(call.method)) {
    return foreignObject;
  }
  const isConnection = connectionName.test(parameter) || /redis/i.test(parameter);
  const named =
    (/^(?:with|then|with_connection|checkout|hold|use)$/.test(call.method) && redisName(call.receiver) !== undefined) ||
    (/^with/.test(call.method) && isConnection && redisSetting(call.receiver) !== undefined) ||
    (isConnection && lendsRedis.test(call.method)) ||
    (isConnection && lends.test(call.method) && call.receiver !== undefined && isRedisPool(call.receiver));
  return named
    ? [
        {
          ...client('unknown', {
            confidence: 'likely',
            source: `a block that is given a connection by its name`,
            origin,
          }),
          pooled: true,
        },
      ]
    : nothing;
}

/** `with_redis`, `redis_pool`, but neither `configure_redis` nor `each_redis_key`. */
const lendsRedis =
  /^(?!configure|setup|build|parse|mock|stub)\w*redis(?:_?(?:client|conn|connections?|cli|db|pool|multi|pipelined?|transaction|cluster|instance))?$/i;

/** What a pool does to lend one of its connections. */
const lends = /^(?:then|(?:with_?)?(?:conn(?:ection)?|client)?|checkout|hold|use|acquire)$/;

function bareYield(flow: Flow, call: CallExpression, place: Place, index: number): Values {
  const members = flow.bareMembers(call.method, place);
  if (members.length > 0) {
    return union(...members.map((member) => flow.memberYields(member, index)));
  }
  const self = flow.fold.selfOf(place.file, place.scope);
  const own = self.singleton ? nothing : flow.standsFor(self.entry);
  if (own.length > 0) {
    return union(...own.map((value) => valueYields(flow, value, call, place, index)));
  }
  return namedYields(flow, call.method, index);
}

function receivedYield(flow: Flow, call: CallExpression, place: Place, index: number): Values {
  const values = call.receiver === undefined ? nothing : flow.values(call.receiver, place);
  if (values.length > 0) {
    return union(...values.map((value) => valueYields(flow, value, call, place, index)));
  }
  return namedYields(flow, call.method, index);
}

/** Every method of that name in the workspace, for a receiver of unknown class. */
function namedYields(flow: Flow, name: string, index: number): Values {
  if (/^(?:each|map|call|new|with|then|tap|select|reject|it|describe|context|before|after|let)$/.test(name)) {
    return nothing;
  }
  const members = flow.fold.members.get(name) ?? [];
  if (members.length > 12) {
    return nothing;
  }
  const given = union(...members.map((member) => flow.memberYields(member, index)));
  return lendsRedis.test(name) ? doubtful(given) : byNameOnly(given);
}

function contextOf(method: string): CallContext | undefined {
  return method === 'pipelined' || method === 'multi' ? method : undefined;
}

const givesItself = new Set('with then tap yield_self watch namespace synchronize without_reconnect'.split(' '));

/** What a value gives to the block of a method. */
function valueYields(flow: Flow, value: Value, call: CallExpression, place: Place, index: number): Values {
  const { method } = call;
  switch (value.kind) {
    case 'client':
      return index === 0 ? clientYields(value, method) : nothing;
    case 'pool':
      return index === 0 && /^(?:with|then|with_connection|hold|checkout)$/.test(method)
        ? pooledValues(value, true)
        : nothing;
    case 'collection':
      return contextOf(method) === undefined && method !== 'with' ? elementYields(value, method, index) : nothing;
    case 'class':
    case 'instance': {
      const members = flow.hierarchy.members({ entry: value.entry, singleton: value.kind === 'class' }, method);
      if (members.length > 0) {
        return union(...members.map((member) => flow.memberYields(member, index)));
      }
      if (index === 0 && /^(?:tap|then|yield_self)$/.test(method)) {
        return [value];
      }
      const own = value.kind === 'instance' ? flow.standsFor(value.entry) : nothing;
      const inherited = flow.hierarchy.ancestors(value.entry).flatMap((entry) => flow.hierarchy.parents(entry).foreign);
      return union(
        ...own.map((client) => valueYields(flow, client, call, place, index)),
        ...inherited.map((path) => libraryYields(flow, path, call, place, index)),
      );
    }
    case 'library':
      return libraryYields(flow, value.name, call, place, index);
    default:
      return nothing;
  }
}

function elementYields(value: Value & { readonly kind: 'collection' }, method: string, index: number): Values {
  // `inject` gives what it has so far before the element.
  const place = /^(?:inject|reduce)$/.test(method) ? 1 : 0;
  if (!value.keyed) {
    return index === place ? value.elements : nothing;
  }
  const keys = value.keys ?? nothing;
  if (method === 'each_key' || method === 'each_value') {
    return index > 0 ? nothing : method === 'each_key' ? keys : value.elements;
  }
  if (index === 1 && place === 0) {
    return value.elements;
  }
  return index === place ? [...keys, { kind: 'pair', keys, values: value.elements }] : nothing;
}

function clientYields(value: ClientValue, method: string): Values {
  const context = contextOf(method);
  if (context !== undefined) {
    return [{ ...value, context }];
  }
  if (!givesItself.has(method)) {
    // `redis.subscribe(channel) { |on| … }`
    return commandFor(method) === undefined ? nothing : foreignObject;
  }
  if (method === 'namespace') {
    return [{ ...value, library: 'redis-namespace' }];
  }
  return [
    (value.alsoPool || value.wrapped) && /^(?:with|then)$/.test(method)
      ? { ...value, pooled: true, wrapped: false }
      : value,
  ];
}

function libraryYields(flow: Flow, name: string, call: CallExpression, place: Place, index: number): Values {
  const entry = libraryEntry(name);
  if (entry?.yielding?.includes(call.method) === true) {
    const result = entry.methods[call.method];
    const given = index === 0 && result !== undefined ? resultOf(result, name, call, place) : nothing;
    return given.map((value) => (value.kind === 'client' ? { ...value, pooled: true } : value));
  }
  const reopened = flow.fold.classes.get(name);
  const members =
    reopened === undefined ? [] : flow.hierarchy.members({ entry: reopened, singleton: true }, call.method);
  return union(...members.map((member) => flow.memberYields(member, index)));
}

/** What a member gives to its block. */
export function memberYields(flow: Flow, member: Member, index: number): Values {
  const { file } = member.place;
  switch (member.kind) {
    case 'method': {
      const { yields, forwards } = member.method;
      const given = yields.map(({ args, scope }) => {
        const argument = args[index];
        return argument === undefined ? nothing : flow.values(argument, { file, scope });
      });
      const handed = forwards.map(({ call, scope }) => flow.yielded(call, { file, scope }, index));
      return union(...given, ...handed);
    }
    case 'delegate': {
      const call = delegatedCall(member.method, member.to);
      const targets = delegationTargets(flow, member.to, member.place);
      return union(...targets.map((value) => valueYields(flow, value, call, member.place, index)));
    }
    case 'alias':
      return union(...aliased(flow, member).map((target) => flow.memberYields(target, index)));
    default:
      return nothing;
  }
}
