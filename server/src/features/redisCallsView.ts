import { redisCommand } from '../catalog/redisCommands.ts';
import { type Diagnostic, isAtLeast, type Severity } from '../linter/diagnostic.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Expression } from '../redis/expression.ts';
import type { ClientLibrary, Confidence, RedisCall } from '../redis/redisCall.ts';
import { type Location, rangesOverlap } from '../syntax/textRange.ts';
import { groupBy } from './groupBy.ts';

/** One client of the workspace with the commands that it sends. */
export interface ClientNode {
  /** What the code calls it, most often; undefined for what has no name. */
  readonly name: string | undefined;
  readonly library: ClientLibrary;
  readonly version: string | undefined;
  /** Where the client is made; undefined for those that only their names give away, and for a pool that all code shares. */
  readonly origin: Location | undefined;
  readonly commands: readonly CommandNode[];
}

export interface CommandNode {
  readonly command: string;
  /** Its worst case as a formula, where that does not depend on a script. */
  readonly complexity: string | undefined;
  readonly sites: readonly CallNode[];
}

export interface CallNode extends Location {
  readonly keyTemplate: string | undefined;
  readonly confidence: Confidence;
  /** The loudest finding at the call; undefined for none. */
  readonly severity: Severity | undefined;
  readonly messages: readonly string[];
}

/** Every Redis call of the workspace by client, command and place. `findingsOf` says what is flagged. */
export function redisCallsView(
  snapshot: Snapshot,
  findingsOf: (uri: string) => readonly Diagnostic[],
): readonly ClientNode[] {
  const byClient = groupBy(snapshot.index.allCalls(), clientKey);
  return [...byClient.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) {
      return [];
    }
    const { client, clientVersion } = first;
    const pool = sharedPools.get(client);
    const origin = pool === undefined ? first.origin : undefined;
    return [
      {
        name: pool ?? commonName(group),
        library: client,
        version: clientVersion,
        origin,
        commands: commandNodes(group, findingsOf),
      },
    ];
  });
}

/** Libraries that hand out one client to the whole application, whatever place asks for it. */
const sharedPools: ReadonlyMap<ClientLibrary, string> = new Map([
  ['sidekiq', 'Sidekiq.redis'],
  ['resque', 'Resque.redis'],
]);

/** How most calls name their receiver. A pipeline's or transaction's name says nothing of the client, so it counts only where there is no other. */
function commonName(calls: readonly RedisCall[]): string | undefined {
  const plain = calls.filter(({ context }) => context === 'plain');
  const names = (plain.length > 0 ? plain : calls).flatMap(({ call }) => nameOf(call.receiver) ?? []);
  const [most] = [...groupBy(names, (name) => name).values()].sort((a, b) => b.length - a.length);
  return most?.[0];
}

function nameOf(receiver: Expression | undefined): string | undefined {
  switch (receiver?.kind) {
    case 'local':
    case 'ivar':
    case 'cvar':
    case 'gvar':
      return receiver.name;
    case 'constant':
      return receiver.path;
    case 'call': {
      const owner = receiver.receiver === undefined ? undefined : nameOf(receiver.receiver);
      return owner === undefined ? receiver.method : `${owner}.${receiver.method}`;
    }
    default:
      return undefined;
  }
}

function clientKey({ client, clientVersion, origin, call }: RedisCall): string {
  if (sharedPools.has(client)) {
    return client;
  }
  const made =
    origin === undefined
      ? (nameOf(call.receiver) ?? '')
      : `${origin.uri}#${origin.range.start.line}:${origin.range.start.character}`;
  return [client, clientVersion ?? '', made].join('\n');
}

function commandNodes(
  calls: readonly RedisCall[],
  findingsOf: (uri: string) => readonly Diagnostic[],
): readonly CommandNode[] {
  return [...groupBy(calls, ({ command }) => command)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([command, sites]) => ({
      command,
      complexity: redisCommand(command)?.complexity,
      sites: sites.map((call) => callNode(call, findingsOf(call.uri))),
    }));
}

function callNode(call: RedisCall, inFile: readonly Diagnostic[]): CallNode {
  const here = inFile.filter(({ range }) => rangesOverlap(range, call.range));
  return {
    uri: call.uri,
    range: call.range,
    keyTemplate: call.keyTemplate,
    confidence: call.confidence,
    severity: here.map(({ severity }) => severity).reduce<Severity | undefined>(louder, undefined),
    messages: here.map(({ message }) => message),
  };
}

function louder(a: Severity | undefined, b: Severity): Severity {
  return a !== undefined && isAtLeast(a, b) ? a : b;
}
