import { nameWeight } from '../catalog/commandNames.ts';
import { commandFor } from '../catalog/redisMethods.ts';
import { fitsMethod } from './argumentShape.ts';
import type { Member } from './classEntry.ts';
import { connectionName, isRedisConstant, lastName, redisName, redisSetting } from './clientName.ts';
import { type CallExpression, type Expression, hasBlock } from './expression.ts';
import type { Flow } from './flow.ts';
import { delegationTargets, ownMembers } from './memberValues.ts';
import { callOnSameObject, givenName, hasOwnArguments, isBoundToKey, isOnlyRedis } from './onlyRedis.ts';
import type { Place } from './place.ts';
import { isInCapitals, isSender, type RawForm, rawForm } from './rawForm.ts';
import { soundsLikeClient } from './standIns.ts';
import type { CallSite, Scope } from './summary.ts';
import {
  bestClient,
  type ClientValue,
  client,
  doubtful,
  isSameOrigin,
  nothing,
  union,
  type Value,
  type Values,
} from './value.ts';

/**
 * How a receiver was recognised: traced through the code, by its name, by the name of what it is given, by a command that only Redis has in a
 * file about Redis or on what is called like a connection, or by another such call on the same object.
 */
export type Recognition = 'traced' | 'named' | 'given' | 'onlyRedis' | 'connection' | 'sameObject';

export interface SiteClient {
  readonly client: ClientValue;
  readonly by: Recognition;
  /** Whether a class of the application that stands in for the client has a method of that name, which hands the command on. */
  readonly overridden?: boolean;
}

/** The client that a call site sends its command to, or undefined where nothing makes it one. */
export function siteClient(flow: Flow, site: CallSite, place: Place, steps = 0): SiteClient | undefined {
  if (site.carrier !== undefined) {
    return traced(flow.yielded(site.carrier, place, 0));
  }
  const { call } = site;
  // No client takes a regular expression.
  if ((containers.has(call.method) && call.args.length === 0) || call.args.some(({ kind }) => kind === 'regex')) {
    return undefined;
  }
  if (call.receiver === undefined) {
    return bareSite(flow, site, place);
  }
  const values = flow.values(call.receiver, place);
  const undoubled = withoutDoubles(flow, values, call.method, steps);
  const found = traced(undoubled);
  if (found === undefined && undoubled.length < values.length) {
    return undefined;
  }
  const isCommonName = nameWeight(call.method) === 'common';
  const isNamed = redisName(call.receiver) !== undefined;
  // Nobody but a client of Redis gives its block a pipeline.
  const isPiped = found !== undefined && found.client.context !== 'plain' && call.args.length > 0;
  const isCommon = isCommonName && !isNamed && !hasOwnArguments(call) && !isPiped;
  const isMixed = values.some((value) => mayAnswerItself(flow, value, call));
  const isDoubtful = isMixed || found?.client.byNameOnly === true;
  if (found !== undefined && !(isDoubtful && (isCommon || (!isNamed && !fitsMethod(call))))) {
    const client: ClientValue = isMixed ? { ...found.client, confidence: 'likely', proxied: true } : found.client;
    return { ...found, client, overridden: values.some((value) => hasOwnMethod(flow, value, call.method)) };
  }
  const supposed = supposedSite(flow, { call, receiver: call.receiver, values }, place);
  return supposed !== undefined && isWrittenHere(flow, call.method)
    ? { ...supposed, client: { ...supposed.client, proxied: true }, overridden: true }
    : supposed;
}

/** Whether a class that passes for a client writes a method of that name: what only a name tells may be one of its objects. */
function isWrittenHere(flow: Flow, method: string): boolean {
  const members = commandFor(method) === undefined ? [] : (flow.fold.members.get(method) ?? []);
  return members.some(
    (member) =>
      member.kind === 'method' &&
      soundsLikeClient.test(flow.fold.selfOf(member.place.file, member.method.scope).entry.name),
  );
}

/** A call, what it is called on, and what that was traced to. */
interface Asked {
  readonly call: CallExpression;
  readonly receiver: Expression;
  readonly values: Values;
}

/** What is no client as far as it was traced, and may be one by its name or by what it is asked. */
function supposedSite(flow: Flow, { call, receiver, values }: Asked, place: Place): SiteClient | undefined {
  const raw = rawForm(call);
  if (
    raw !== undefined &&
    isShouted(raw) &&
    !isSender(call.method) &&
    !isInCapitals(call.method) &&
    place.file.mentionsRedis &&
    values.every(({ kind }) => kind !== 'other' && kind !== 'keyBound')
  ) {
    return { client: supposed(raw.command), by: 'onlyRedis' };
  }
  const isTransaction =
    call.method === 'multi' && call.block !== undefined && connectionName.test(lastName(receiver) ?? '');
  if (isTransaction && place.file.mentionsRedis) {
    return { client: supposed(call.method), by: 'onlyRedis' };
  }
  const isCommonName = nameWeight(call.method) === 'common';
  const isNamed = redisName(receiver) !== undefined;
  const isUnique = raw === undefined && nameWeight(call.method) === 'unique';
  const isTold = isUnique || (call.method === 'multi' && call.block !== undefined);
  const isMistaken = isTold && isNamed && values.every((value) => knowsNothingOf(flow, value, call.method));
  // A literal or a reply may be but one of the things that a receiver can be, and the others unseen.
  const isSeenInPart =
    (isUnique || (isNamed && !isCommonName)) &&
    values.every((value) => value.kind === 'other' && value.isObject !== true);
  const mayBeMore = isMistaken || isSeenInPart;
  if (!mayBeMore && values.length > 0 && values.every((value) => isForeignToRedis(flow, value, call.method))) {
    return undefined;
  }
  // The entry of a hash is called "redis" for many reasons.
  const isEntry = receiver.kind === 'call' && /^(?:\[\]|fetch|dig)$/.test(receiver.method);
  const isBare = isCommonName && call.args.length === 0;
  const ownName = isEntry && isBare ? undefined : (redisName(receiver) ?? askedSetting(call));
  const name = ownName ?? (isBare ? undefined : unseenConstant(flow, receiver, place));
  if (name !== undefined && (raw !== undefined || isUnique || fitsMethod(call))) {
    return { client: supposed(`\`${name}\``), by: 'named' };
  }
  if (isBoundToKey(flow, receiver, place)) {
    return undefined;
  }
  const given = isBare || !place.file.mentionsRedis ? undefined : givenName(flow, receiver, place);
  if (given !== undefined && (raw !== undefined || isUnique || fitsMethod(call))) {
    return { client: supposed(`\`${given}\``), by: 'given' };
  }
  if (isOnlyRedis(call, place.file)) {
    return { client: supposed(call.method), by: place.file.mentionsRedis ? 'onlyRedis' : 'connection' };
  }
  const other =
    values.length === 0 && !isBare && (raw !== undefined || fitsMethod(call))
      ? callOnSameObject(flow, receiver, place)
      : undefined;
  return other === undefined ? undefined : { client: supposed(other.method), by: 'sameObject' };
}

/** The name of a setting that is asked for what no hash and no record of settings has: `config.redis.del(key)`. */
function askedSetting(call: CallExpression): string | undefined {
  const isSent = nameWeight(call.method) !== 'common' && (call.args.length > 0 || hasBlock(call));
  return isSent || hasOwnArguments(call) ? redisSetting(call.receiver) : undefined;
}

/** The name of a constant that is called after Redis and defined where no text shows it, as by `Object.const_set`. */
function unseenConstant(flow: Flow, receiver: Expression, place: Place): string | undefined {
  const isUnseen =
    receiver.kind === 'constant' &&
    isRedisConstant(receiver) &&
    flow.hierarchy.constant(receiver, place).kind === 'foreign';
  return isUnseen ? lastName(receiver) : undefined;
}

/** Commands that are nothing without a subcommand: `redis.client` is the connection below. */
const containers = new Set(
  'acl client cluster command config debug function latency memory module object pubsub script sentinel slowlog xgroup xinfo'.split(
    ' ',
  ),
);

function traced(values: Values) {
  const found = bestClient(values);
  return found === undefined ? undefined : { client: found, by: 'traced' as const };
}

function bareSite(flow: Flow, site: CallSite, place: Place) {
  const { call } = site;
  const raw = rawForm(call);
  const members = ownMembers(flow, call.method, place);
  if (members.length > 0 && raw === undefined) {
    // `delegate :del, to: :redis` makes the bare `del` a call on that client.
    const targets = members.map((member) =>
      member.kind === 'delegate' ? delegationTargets(flow, member.to, member.place) : nothing,
    );
    const delegated = traced(union(...targets));
    const isOwnCommand = delegated === undefined && members.some((member) => handsOn(flow, member, call.method, 0));
    if (!isOwnCommand) {
      return delegated;
    }
  }
  const self = flow.fold.selfOf(place.file, place.scope);
  const own = self.singleton ? nothing : flow.standsFor(self.entry);
  if (own.length > 0) {
    // A name as common as `sort` may come from a superclass or module after all.
    const isDoubtful = raw === undefined && nameWeight(call.method) === 'common';
    return fitsMethod(call) ? traced(isDoubtful ? doubtful(own) : own) : undefined;
  }
  // `call(:get, path)` is any client's.
  const isSaid = raw !== undefined && (call.method !== 'call' || isShouted(raw));
  return raw !== undefined && isSaid && place.file.mentionsRedis && !isSender(call.method)
    ? { client: supposed(raw.command), by: 'onlyRedis' as const }
    : undefined;
}

/** The values without the clients that a double among them merely descends from. */
function withoutDoubles(flow: Flow, values: Values, method: string, steps: number): Values {
  const doubles = values.filter((value) => answersItself(flow, value, method, steps));
  const passedFor = doubles.flatMap((value) => (value.kind === 'instance' ? flow.standsFor(value.entry) : []));
  return doubles.length === 0
    ? values
    : values.filter((value) => !passedFor.some((other) => descendsFrom(value, other)));
}

/** A client that was made nowhere in sight is told by its source alone. */
function descendsFrom(value: Value, parent: Value): boolean {
  const isNowhere = value.kind === 'client' && parent.kind === 'client' && parent.origin === undefined;
  return isNowhere ? value.source === parent.source : isSameOrigin(value, parent);
}

/** Whether a stand-in for a client defines the method without handing it on: an in-memory double of its parent. */
function answersItself(flow: Flow, value: Value, method: string, steps: number): boolean {
  const members = membersOfStandIn(flow, value, method);
  return members.length > 0 && members.every((member) => !handsOn(flow, member, method, steps));
}

function hasOwnMethod(flow: Flow, value: Value, method: string): boolean {
  return membersOfStandIn(flow, value, method).some(({ kind }) => kind !== 'delegate');
}

function membersOfStandIn(flow: Flow, value: Value, method: string): readonly Member[] {
  return isStandIn(flow, value) ? flow.hierarchy.members({ entry: value.entry, singleton: false }, method) : [];
}

function isStandIn(flow: Flow, value: Value): value is Value & { readonly kind: 'instance' } {
  return value.kind === 'instance' && flow.standsFor(value.entry).length > 0;
}

/** Whether the member calls a client's method of its own name, or sends a command as data. */
function handsOn(flow: Flow, member: Member, name: string, steps: number): boolean {
  if (member.kind !== 'method') {
    return member.kind === 'delegate' || member.kind === 'alias';
  }
  const { method, place } = member;
  const { file } = place;
  const command = commandFor(name);
  const inside = file.calls.filter(({ scope }) => isWithin(file.scopes, scope, method.scope));
  return inside.some((site) => {
    const { call } = site;
    if (rawForm(call) !== undefined || call.receiver === undefined || call.receiver.kind === 'self') {
      return rawForm(call) !== undefined;
    }
    return (
      commandFor(call.method) === command &&
      (steps > 2 || siteClient(flow, site, { file, scope: site.scope }, steps + 1) !== undefined)
    );
  });
}

function isWithin(scopes: readonly Scope[], scope: number, outer: number): boolean {
  for (let index = scope; index >= outer; index = scopes[index]?.parent ?? -1) {
    if (index === outer) {
      return true;
    }
  }
  return false;
}

/** Whether the value is an object of another kind that has a method of that name too, for all that is known. */
function mayAnswerItself(flow: Flow, value: Value, call: CallExpression): boolean {
  switch (value.kind) {
    case 'other':
      return value.isObject === true;
    case 'collection':
      return value.keyed && call.args.length === 0;
    case 'instance':
      return !isStandIn(flow, value) && isForeignToRedis(flow, value, call.method);
    default:
      return false;
  }
}

function isForeignToRedis(flow: Flow, value: Values[number], method: string): boolean {
  switch (value.kind) {
    case 'other':
    case 'pair':
    case 'keyBound':
    case 'collection':
    case 'proc':
    case 'class':
      return true;
    case 'instance':
      return (
        flow.hierarchy.isClosed(value.entry) ||
        flow.hierarchy.isRecord(value.entry) ||
        flow.hierarchy.members({ entry: value.entry, singleton: false }, method).length > 0
      );
    default:
      return false;
  }
}

/** Whether the value is an object of the application that would raise: `redis = Redis.new` within a `Backend::Redis` is given something else. */
function knowsNothingOf(flow: Flow, value: Value, method: string): boolean {
  return (
    value.kind === 'instance' &&
    !flow.hierarchy.isRecord(value.entry) &&
    flow.hierarchy.members({ entry: value.entry, singleton: false }, method).length === 0
  );
}

function supposed(source: string): ClientValue {
  return client('unknown', { confidence: 'likely', source });
}

/** Whether the command is written in capitals, as in `call("GET", key)`. */
function isShouted({ word }: RawForm): boolean {
  return (word.kind === 'string' || word.kind === 'symbol') && /^[A-Z]+$/.test(word.value);
}
