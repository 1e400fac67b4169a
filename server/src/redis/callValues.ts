import { redisName } from './clientName.ts';
import { mergedValues } from './collectionValues.ts';
import type { CallExpression } from './expression.ts';
import type { Flow } from './flow.ts';
import { hasLocal, localValues } from './localValues.ts';
import { mapped, methodValues, passThrough } from './methodValues.ts';
import { type Place, scopesAround } from './place.ts';
import { receiverText } from './receiverText.ts';
import { byNameOnly, client, doubtful, notAClient, nothing, union, type Values } from './value.ts';

/** What a call may return. */
export function callValues(flow: Flow, call: CallExpression, place: Place): Values {
  return call.receiver === undefined ? bareCall(flow, call, place) : receivedCall(flow, call, place);
}

/** Methods that give what a file or a hash says, whatever they are called on. */
const givesData =
  /^(?:config_for|(?:deep_)?(?:symbolize|stringify|transform)_(?:keys|values)|with_indifferent_access)$/;

function bareCall(flow: Flow, call: CallExpression, place: Place): Values {
  const { method } = call;
  if (call.args.length === 0 && call.block === undefined && hasLocal(flow, method, place)) {
    return localValues(flow, method, place, call.range);
  }
  if ((method === 'proc' || method === 'lambda') && call.block !== undefined) {
    return [{ kind: 'proc', block: call.block, place }];
  }
  if (method === 'described_class') {
    return describedClass(flow, place);
  }
  if (method === 'super') {
    return superValues(flow, place);
  }
  const members = flow.bareMembers(method, place);
  const found = union(...members.map((member) => flow.memberValues(member)));
  if (found.length > 0) {
    return found;
  }
  const self = flow.fold.selfOf(place.file, place.scope);
  const own = self.singleton ? nothing : flow.standsFor(self.entry);
  if (own.length > 0) {
    return union(...own.map((value) => methodValues(flow, value, call, place)));
  }
  const mock = mockValues(flow, call, place);
  if (mock.length > 0) {
    return mock;
  }
  // `synchronize { @redis ||= … }` returns what its block does.
  if (passThrough.has(method) && call.block?.result !== undefined) {
    return flow.values(call.block.result, { file: place.file, scope: call.block.scope });
  }
  // What a closed class does not define, it does not have; a module may count on those that include it.
  const isOpen = self.entry.isModule || self.entry.name.startsWith('main ') || !flow.hierarchy.isClosed(self.entry);
  if (members.length > 0 || !isOpen) {
    return nothing;
  }
  return flow.named(method);
}

/** RSpec: what the nearest `describe` names. */
function describedClass(flow: Flow, place: Place): Values {
  for (const { scope } of scopesAround(place)) {
    const [subject] = scope.call?.args ?? [];
    if (scope.call?.method === 'describe' && subject?.kind === 'constant') {
      return flow.values(subject, { file: place.file, scope: scope.parent });
    }
  }
  return nothing;
}

function superValues(flow: Flow, place: Place): Values {
  const scope = place.file.scopes[place.scope];
  const self = flow.fold.selfOf(place.file, place.scope);
  if (scope?.kind !== 'method') {
    return nothing;
  }
  const inherited = flow.hierarchy
    .ancestors(self.entry)
    .slice(1)
    .flatMap((ancestor) => (self.singleton ? ancestor.singleton : ancestor.instance).get(scope.name) ?? []);
  const [nearest] = inherited;
  return nearest === undefined ? nothing : flow.memberValues(nearest);
}

/** `instance_double(Redis)` stands in a client's place. */
function mockValues(flow: Flow, call: CallExpression, place: Place): Values {
  if (!/^(?:instance_double|instance_spy|object_double|double|spy|mock|stub|instance_mock)$/.test(call.method)) {
    return nothing;
  }
  const [first] = call.args;
  const isClientClass =
    (first?.kind === 'constant' &&
      flow.values(first, place).some((value) => value.kind === 'library' && value.name === 'Redis')) ||
    (first?.kind === 'string' && /^(?:Redis|MockRedis)$/.test(first.value));
  return isClientClass
    ? [
        client('redis-rb', {
          confidence: 'likely',
          source: 'a mock of Redis',
          origin: { uri: place.file.uri, range: call.range },
        }),
      ]
    : nothing;
}

function receivedCall(flow: Flow, call: CallExpression, place: Place): Values {
  const { receiver, method } = call;
  if (receiver === undefined) {
    return nothing;
  }
  const values = flow.values(receiver, place);
  const merged = mergedValues(flow, call, values, place);
  if (merged !== undefined) {
    return merged;
  }
  const saysRedis = method !== '[]' && method !== 'fetch' && redisName(call) !== undefined;
  if (values.length > 0) {
    const found = union(...values.map((value) => methodValues(flow, value, call, place)));
    if (found.some(({ kind }) => kind !== 'other') || (found.length > 0 && !saysRedis)) {
      return found;
    }
    // Not even a reply's `redis` is sure to be none.
    if (values.every(({ kind }) => kind === 'other' || kind === 'client') && !saysRedis) {
      return notAClient;
    }
    const closed = values.some(
      (value) => (value.kind === 'instance' || value.kind === 'class') && flow.hierarchy.isClosed(value.entry),
    );
    if (closed) {
      return nothing;
    }
  }
  if (givesData.test(method)) {
    return notAClient;
  }
  const clients = mapped(flow, call, place);
  if (clients.some(({ kind }) => kind === 'collection')) {
    return clients;
  }
  const written = attributeValues(flow, call);
  if (written.length > 0) {
    return written;
  }
  const element = elementValues(flow, call);
  if (element.length > 0) {
    return element;
  }
  if (unchanged.has(method)) {
    return values;
  }
  if (passThrough.has(method) && call.block?.result !== undefined) {
    return doubtful(flow.values(call.block.result, { file: place.file, scope: call.block.scope }));
  }
  // A ring of clients has nodes, and nothing else that is called after Redis.
  const isNode = method === 'node_for' && redisName(receiver) !== undefined;
  return isNode ? [client('unknown', { confidence: 'likely', source: 'a ring of clients' })] : flow.named(method);
}

const unchanged = new Set(['tap', 'freeze', 'itself', 'dup', 'clone', 'presence']);

/** `config.redis` where some `config.redis = …` is written with a receiver of the same text. */
function attributeValues(flow: Flow, call: CallExpression): Values {
  if (call.args.length > 0 || call.block !== undefined) {
    return nothing;
  }
  const written = flow.fold.attributes.get(call.method) ?? [];
  return byNameOnly(
    union(...written.slice(0, 12).map(({ assignment, place }) => flow.values(assignment.value, place))),
  );
}

/** `registry[:redis]` where `registry[:redis] = …` is written. */
function elementValues(flow: Flow, call: CallExpression): Values {
  const [key] = call.args;
  if ((call.method !== '[]' && call.method !== 'fetch') || (key?.kind !== 'symbol' && key?.kind !== 'string')) {
    return nothing;
  }
  const name = receiverText(call.receiver);
  const written = (flow.fold.elements.get(key.value) ?? []).filter(
    ({ assignment }) => receiverText(assignment.receiver) === name && name !== '',
  );
  return union(...written.slice(0, 12).map(({ assignment, place }) => flow.values(assignment.value, place))).filter(
    ({ kind }) => kind === 'client' || kind === 'pool',
  );
}
