import { URI } from 'vscode-uri';
import type { Expression } from './expression.ts';
import { hasOwnArguments } from './onlyRedis.ts';
import type { Recognition } from './siteClient.ts';
import type { CallSite } from './summary.ts';
import type { ClientValue } from './value.ts';

/** One sentence that says how Lintel knows that `call` goes to Redis. */
export function describeEvidence(by: Recognition, client: ClientValue, { call, carrier }: CallSite): string {
  switch (by) {
    case 'named':
      return `The receiver calls itself ${client.source}.`;
    case 'given':
      return `${subject(call.receiver)} is given what calls itself ${client.source}.`;
    case 'onlyRedis':
      return hasOwnArguments(call)
        ? `Only Redis takes such arguments of \`${client.source}\`, and this file is about Redis.`
        : `Only Redis has a command \`${client.source}\`, and this file is about Redis.`;
    case 'connection':
      return `Only Redis has a command \`${client.source}\`, and the receiver is called like a connection.`;
    case 'sameObject':
      return `The same object is asked for \`${client.source}\`, as only Redis is.`;
    case 'traced': {
      const { origin, source, confidence } = client;
      const where = origin === undefined ? '' : ` (${fileName(origin.uri)}:${origin.range.start.line + 1})`;
      return `${carrier === undefined ? subject(call.receiver) : 'What the block is given'} ${confidence === 'certain' ? 'comes' : 'probably comes'} from ${quoted(source)}${where}.`;
    }
  }
}

function subject(receiver: Expression | undefined): string {
  switch (receiver?.kind) {
    case undefined:
      return 'The object itself';
    case 'local':
    case 'ivar':
    case 'cvar':
    case 'gvar':
      return `\`${receiver?.name}\``;
    case 'constant':
      return `\`${receiver?.path}\``;
    case 'call':
      return receiver?.receiver === undefined ? `\`${receiver?.method}\`` : 'The receiver';
    default:
      return 'The receiver';
  }
}

function quoted(source: string): string {
  return /^\S+$/.test(source) ? `\`${source}\`` : source;
}

let last = { uri: '', name: '' };

/** Most clients of a file are made in one place. */
function fileName(uri: string): string {
  if (last.uri !== uri) {
    const { path } = URI.parse(uri);
    last = { uri, name: path.slice(path.lastIndexOf('/') + 1) };
  }
  return last.name;
}
