import { keyArgument } from '../catalog/redisCommands.ts';
import { commandFor } from '../catalog/redisMethods.ts';
import { redisName } from './clientName.ts';
import { describeEvidence } from './evidence.ts';
import type { CallExpression } from './expression.ts';
import type { Flow } from './flow.ts';
import { keyTemplate } from './keyTemplate.ts';
import { type LockedVersion, lockedLibrary } from './lockedLibrary.ts';
import { type Place, scopesAround } from './place.ts';
import { rawForm } from './rawForm.ts';
import { receiverText } from './receiverText.ts';
import type { CallContext, Enclosing, RedisCall } from './redisCall.ts';
import { siteClient } from './siteClient.ts';
import type { RubySummary } from './summarize.ts';
import type { CallSite, Scope } from './summary.ts';

/** What a call site sends to a Redis client; undefined when its receiver is none. */
export function redisCall(
  flow: Flow,
  file: RubySummary,
  site: CallSite,
  lockedVersion: LockedVersion,
): RedisCall | undefined {
  const place: Place = { file, scope: site.scope };
  const found = siteClient(flow, site, place);
  const { call } = site;
  const raw = rawForm(call);
  const command = raw?.command ?? commandFor(call.method);
  if (found === undefined || command === undefined) {
    return undefined;
  }
  const { client } = found;
  const { library, version } = lockedLibrary(client, file.uri, lockedVersion);
  const args = raw?.args ?? call.args;
  const keyIndex = keyArgument(command);
  const key = keyIndex === undefined ? undefined : args[keyIndex];
  const template = key === undefined ? undefined : keyTemplate(flow, key, place);
  return {
    uri: file.uri,
    command,
    method: call.method,
    args,
    ...(raw === undefined ? {} : { commandWord: raw.word }),
    call,
    range: raw === undefined ? call.methodRange : raw.word.range,
    client: library,
    ...(version === undefined ? {} : { clientVersion: version }),
    confidence: client.confidence,
    evidence: describeEvidence(found.by, client, site),
    ...(client.origin === undefined ? {} : { origin: client.origin }),
    context: client.context === 'plain' ? contextAround(call, place) : client.context,
    ...(template === undefined ? {} : { keyTemplate: template }),
    usage: site.usage,
    pooled: client.pooled,
    // Where a name elsewhere speaks for the client, and not its own, no text is written for it.
    proxied: client.proxied || (client.byNameOnly === true && redisName(call.receiver) === undefined),
    overridden: found.overridden === true,
    enclosing: enclosing(place),
  };
}

/** The outer client inside its own `multi do … end` without a parameter, as redis-rb up to 4 allowed. */
function contextAround(call: CallExpression, place: Place): CallContext {
  const receiver = receiverText(call.receiver);
  for (const { scope } of scopesAround(place)) {
    if (scope.kind === 'method' || scope.kind === 'class' || scope.kind === 'module') {
      return 'plain';
    }
    const around = scope.call;
    const method = around?.method;
    if (
      (method === 'pipelined' || method === 'multi') &&
      scope.parameters.length === 0 &&
      receiverText(around?.receiver) === receiver
    ) {
      return method;
    }
  }
  return 'plain';
}

/** The blocks, loops, methods and classes around a place, innermost first. */
export function enclosing(place: Place): readonly Enclosing[] {
  const found: Enclosing[] = [];
  for (const { scope } of scopesAround(place)) {
    const kind = enclosingKinds.get(scope.kind);
    if (kind !== undefined) {
      const known = asEnclosing.get(scope) ?? enclosingOf(scope, kind);
      asEnclosing.set(scope, known);
      found.push(known);
    }
  }
  return found;
}

/** Of a file that is being typed in most scopes stay, and each holds many calls. */
const asEnclosing = new WeakMap<Scope, Enclosing>();

function enclosingOf({ range, call, name, parameters }: Scope, kind: Enclosing['kind']): Enclosing {
  return {
    kind,
    range,
    ...(call === undefined ? {} : { call }),
    ...(name === '' ? {} : { name }),
    parameters: parameters.map((parameter) => parameter.name),
  };
}

const enclosingKinds: ReadonlyMap<string, Enclosing['kind']> = new Map([
  ['block', 'block'],
  ['lambda', 'block'],
  ['loop', 'loop'],
  ['method', 'method'],
  ['class', 'class'],
  ['module', 'class'],
  ['singletonClass', 'class'],
]);
