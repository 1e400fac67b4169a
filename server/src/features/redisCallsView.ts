import { redisCommand } from '../catalog/redisCommands.ts';
import { type Diagnostic, isAtLeast, type Severity } from '../linter/diagnostic.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { ClientLibrary, Confidence, RedisCall } from '../redis/redisCall.ts';
import { type Location, rangesOverlap } from '../syntax/textRange.ts';
import { groupBy } from './groupBy.ts';

/** One client of the workspace with the commands that it sends. */
export interface ClientNode {
  readonly library: ClientLibrary;
  readonly version: string | undefined;
  /** Where the client is made; undefined for those that only their names give away. */
  readonly origin: Location | undefined;
  /** Of `origin`, below its workspace folder. */
  readonly path: string | undefined;
  readonly commands: readonly CommandNode[];
}

export interface CommandNode {
  readonly command: string;
  /** Its worst case as a formula, where that does not depend on a script. */
  readonly complexity: string | undefined;
  readonly sites: readonly CallNode[];
}

export interface CallNode extends Location {
  readonly path: string;
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
    const { client, clientVersion, origin } = first;
    const path = origin && snapshot.path(origin.uri);
    return [
      { library: client, version: clientVersion, origin, path, commands: commandNodes(snapshot, group, findingsOf) },
    ];
  });
}

function clientKey({ client, clientVersion, origin }: RedisCall): string {
  const made = origin === undefined ? '' : `${origin.uri}#${origin.range.start.line}:${origin.range.start.character}`;
  return [client, clientVersion ?? '', made].join('\n');
}

function commandNodes(
  snapshot: Snapshot,
  calls: readonly RedisCall[],
  findingsOf: (uri: string) => readonly Diagnostic[],
): readonly CommandNode[] {
  return [...groupBy(calls, ({ command }) => command)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([command, sites]) => ({
      command,
      complexity: redisCommand(command)?.complexity,
      sites: sites.map((call) => callNode(snapshot, call, findingsOf(call.uri))),
    }));
}

function callNode(snapshot: Snapshot, call: RedisCall, inFile: readonly Diagnostic[]): CallNode {
  const here = inFile.filter(({ range }) => rangesOverlap(range, call.range));
  return {
    uri: call.uri,
    range: call.range,
    path: snapshot.path(call.uri),
    keyTemplate: call.keyTemplate,
    confidence: call.confidence,
    severity: here.map(({ severity }) => severity).reduce<Severity | undefined>(louder, undefined),
    messages: here.map(({ message }) => message),
  };
}

function louder(a: Severity | undefined, b: Severity): Severity {
  return a !== undefined && isAtLeast(a, b) ? a : b;
}
