import { libraryEntry } from '../catalog/clientLibraries.ts';
import type { ClassEntry, Member } from './classEntry.ts';
import type { Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { constructorCalls } from './parameters.ts';
import type { Place } from './place.ts';
import { client, nothing, union, type Values } from './value.ts';

/** The client that instances of a class pass for: a subclass of Redis, a delegator around a client, or a `method_missing` that hands on to one. */
export function standInValues(flow: Flow, entry: ClassEntry): Values {
  return standIns(flow, entry).map((value) => (value.kind === 'client' ? { ...value, proxied: true } : value));
}

function standIns(flow: Flow, entry: ClassEntry): Values {
  const inherited = inheritedClients(flow, entry);
  if (inherited.length > 0) {
    return inherited;
  }
  const handed = handedOn(flow, entry);
  if (handed.length > 0) {
    return handed;
  }
  return entry.isModule
    ? union(
        ...flow.hierarchy
          .descendants(entry)
          .slice(0, 10)
          .map((descendant) => inheritedClients(flow, descendant)),
      )
    : nothing;
}

function inheritedClients(flow: Flow, entry: ClassEntry): Values {
  for (const ancestor of flow.hierarchy.ancestors(entry)) {
    const { foreign, computed } = flow.hierarchy.parents(ancestor);
    for (const path of [ancestor.name, ...foreign]) {
      const library = libraryEntry(path)?.clientClass;
      if (library !== undefined) {
        return [client(library, { confidence: 'certain', source: `a subclass of ${path}` })];
      }
      if (/^(?:SimpleDelegator|Delegator)$/.test(path)) {
        return delegated(flow, ancestor, entry);
      }
    }
    for (const { expression } of computed) {
      if (expression.kind === 'call' && expression.method === 'DelegateClass') {
        const own = delegated(flow, ancestor, entry);
        const [of] = expression.args;
        const library = of?.kind === 'constant' ? libraryEntry(of.path)?.clientClass : undefined;
        return library === undefined
          ? own
          : [client(library, { confidence: 'certain', source: 'a DelegateClass of a client' })];
      }
    }
  }
  return nothing;
}

/** `TenantRedis`, `RedisWrapper`, but neither `RedisConfig` nor `RedisInfoPresenter`. */
export const soundsLikeClient =
  /Redis(?:.*(?:Client|Conn(?:ection)?|Proxy|Wrapper|Store|Cache|Pool|Namespace|Delegator|Decorator|Adapter|Facade|Instance|Server|Cluster))?\d*$/;

/** What a SimpleDelegator is given: by `super(redis)` in its constructor, `__setobj__(redis)`, or by whoever makes one. */
function delegated(flow: Flow, entry: ClassEntry, heir: ClassEntry): Values {
  const found: Values[] = [];
  const own = [...(flow.fold.superCalls.get('initialize') ?? []), ...(flow.fold.passes.get('__setobj__') ?? [])];
  for (const { call, file, scope } of own) {
    const [argument] = call.args;
    if (argument !== undefined && flow.fold.selfOf(file, scope).entry === entry) {
      found.push(flow.values(argument, { file, scope }));
    }
  }
  if (found.length === 0) {
    for (const { call, file, scope } of constructorCalls(flow, heir)) {
      const [argument] = call.args;
      const { receiver } = call;
      if (argument === undefined || receiver?.kind !== 'constant') {
        continue;
      }
      const meaning = flow.hierarchy.constant(receiver, { file, scope });
      if (meaning.kind === 'class' && flow.hierarchy.ancestors(meaning.entry).includes(entry)) {
        found.push(flow.values(argument, { file, scope }));
      }
    }
  }
  const values = union(...found);
  const clients = values.filter(({ kind }) => kind === 'client');
  // Nobody in the workspace makes one, but it says what it is around.
  return values.length === 0 && soundsLikeClient.test(heir.name)
    ? [client('unknown', { confidence: 'likely', source: `a delegator named ${heir.name}` })]
    : clients;
}

/** `method_missing` that ends in `@redis.public_send(name, …)`, or `delegate_missing_to :redis`. */
function handedOn(flow: Flow, entry: ClassEntry): Values {
  for (const ancestor of flow.hierarchy.ancestors(entry)) {
    const found = (ancestor.instance.get('method_missing') ?? []).map((member) => sentTo(flow, member));
    const missing = (ancestor.instance.get('delegate_missing_to') ?? []).map((member) => flow.memberValues(member));
    const clients = union(...found, ...missing).filter(({ kind }) => kind === 'client');
    if (clients.length > 0) {
      return clients;
    }
    if (found.length > 0 && soundsLikeClient.test(ancestor.name)) {
      return [client('unknown', { confidence: 'likely', source: `a proxy named ${ancestor.name}` })];
    }
  }
  return nothing;
}

function sentTo(flow: Flow, member: Member, steps = 0): Values {
  if (member.kind !== 'method') {
    return nothing;
  }
  const { file } = member.place;
  const inside: Place = { file, scope: member.method.scope };
  const found = member.method.results.flatMap((result) => sends(result, inside));
  const [name] = file.scopes[member.method.scope]?.parameters ?? [];
  for (const { call, scope } of file.passes) {
    const [word] = call.args;
    if (within(file, scope, member.method.scope) && word?.kind === 'local' && word.name === name?.name) {
      found.push({ expression: call, place: { file, scope } });
    }
  }
  return union(
    ...found.map(({ expression, place }) => {
      const call = expression.kind === 'call' ? expression : undefined;
      if (call?.receiver !== undefined) {
        return handingMethods.test(call.method) ? flow.values(call.receiver, place) : nothing;
      }
      // `dispatch(name, *args)`: one step further.
      const own = call === undefined || steps > 0 ? [] : flow.bareMembers(call.method, place);
      return union(...own.filter((next) => next !== member).map((next) => sentTo(flow, next, steps + 1)));
    }),
  );
}

function within({ scopes }: Place['file'], scope: number, outer: number): boolean {
  for (let index = scope; index >= outer; index = scopes[index]?.parent ?? -1) {
    if (index === outer) {
      return true;
    }
  }
  return false;
}

interface PlacedSend {
  readonly expression: Expression;
  readonly place: Place;
}

const handingMethods = /^(?:public_send|send|__send__|call|try)$/;

function sends(expression: Expression, place: Place): PlacedSend[] {
  if (expression.kind === 'choice') {
    return expression.alternatives.flatMap((alternative) => sends(alternative, place));
  }
  if (expression.kind !== 'call') {
    return [];
  }
  const own = handingMethods.test(expression.method) ? [{ expression, place }] : [];
  const inner = expression.block?.result;
  return inner === undefined || expression.block === undefined
    ? own
    : [...own, ...sends(inner, { file: place.file, scope: expression.block.scope })];
}
