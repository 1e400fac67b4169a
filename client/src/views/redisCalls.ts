import type { Server } from '../server.ts';
import type { Node, Place } from './node.ts';

interface Call extends Place {
  readonly path: string;
  readonly keyTemplate: string | undefined;
  readonly confidence: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint' | undefined;
  readonly messages: readonly string[];
}

interface CommandCalls {
  readonly command: string;
  readonly complexity: string | undefined;
  readonly sites: readonly Call[];
}

interface ClientCalls {
  readonly library: string;
  readonly version: string | undefined;
  readonly path: string | undefined;
  readonly origin: Place | undefined;
  readonly commands: readonly CommandCalls[];
}

const icons = { error: 'error', warning: 'warning', info: 'info', hint: 'lightbulb' } as const;

/** *Redis calls*: by client, then command, then place; what is flagged is marked. */
export async function redisCallsRoots(server: Server): Promise<readonly Node[]> {
  const clients = (await server.request<readonly ClientCalls[]>('lintel/redisCalls')) ?? [];
  return clients.map(({ library, version, path, origin, commands }) => ({
    label: library === 'unknown' ? 'client of an unknown library' : library,
    description: [path ?? 'by its name', version].filter(Boolean).join(' · '),
    icon: 'database',
    place: origin,
    children: () => commands.map(commandNode),
  }));
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
  const { path, range, keyTemplate, confidence, severity, messages } = call;
  return {
    label: `${path}:${range.start.line + 1}`,
    description: [keyTemplate, confidence].filter(Boolean).join(' · '),
    tooltip: messages.join('\n\n') || undefined,
    icon: severity === undefined ? 'circle-small' : icons[severity],
    place: call,
  };
}
