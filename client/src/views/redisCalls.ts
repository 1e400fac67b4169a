import type { Server } from '../server.ts';
import { folderName, pathInFolder } from '../shownPath.ts';
import { type Node, type Place, type Severity, severityIcons } from './node.ts';

interface Call extends Place {
  readonly keyTemplate: string | undefined;
  readonly confidence: string;
  readonly severity: Severity | undefined;
  readonly messages: readonly string[];
}

interface CommandCalls {
  readonly command: string;
  readonly complexity: string | undefined;
  readonly sites: readonly Call[];
}

interface ClientCalls {
  readonly name: string | undefined;
  readonly library: string;
  readonly version: string | undefined;
  readonly origin: Place | undefined;
  readonly commands: readonly CommandCalls[];
}

/** *Redis calls*: by client, then command, then place; what is flagged is marked. */
export async function redisCallsRoots(server: Server): Promise<readonly Node[]> {
  const clients = (await server.request<readonly ClientCalls[]>('lintel/redisCalls')) ?? [];
  return clients.map(clientNode);
}

function clientNode({ name, library, version, origin, commands }: ClientCalls): Node {
  const kind = library === 'unknown' ? 'known by its name' : [library, version].filter(Boolean).join(' ');
  const [first] = commands.flatMap(({ sites }) => sites);
  const folder = first && folderName(first.uri);
  return {
    label: name ?? 'a client without a name',
    description: [folder, kind, origin && lineOf(origin)].filter(Boolean).join(' · '),
    icon: 'database',
    place: origin,
    children: () => commands.map(commandNode),
  };
}

function commandNode({ command, complexity, sites }: CommandCalls): Node {
  const flagged = sites.filter(({ severity }) => severity !== undefined).length;
  return {
    label: command,
    description: [complexity, `${sites.length}`, flagged > 0 ? `${flagged} flagged` : undefined]
      .filter(Boolean)
      .join(' · '),
    icon: flagged > 0 ? 'warning' : 'symbol-method',
    children: () => sites.map(callNode),
  };
}

function callNode(call: Call): Node {
  const { keyTemplate, confidence, severity, messages } = call;
  return {
    label: lineOf(call),
    description: [keyTemplate, confidence].filter(Boolean).join(' · '),
    tooltip: messages.join('\n\n') || undefined,
    icon: severity === undefined ? 'circle-small' : severityIcons[severity],
    place: call,
  };
}

function lineOf({ uri, range }: Place): string {
  return `${pathInFolder(uri)}:${range.start.line + 1}`;
}
