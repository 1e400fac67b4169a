import { type CodeAction, CodeActionKind, type WorkspaceEdit } from 'vscode-languageserver-types';
import { commandFor } from '../catalog/redisMethods.ts';
import { declareReceiver } from '../linter/declareReceiver.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { fileKind } from '../syntax/fileKind.ts';
import type { Position } from '../syntax/textRange.ts';
import { redisCallAt } from './redisCallAt.ts';

/** The `.lintel.yml` of the workspace folder; `text` is undefined when there is none yet. */
export interface ConfigFileText {
  readonly uri: string;
  readonly text: string | undefined;
}

/** A receiver that can be named in the configuration: a variable, a constant, or a chain of bare calls on one. */
const nameable = /^(?:@{0,2}|\$)[A-Za-z_]\w*(?:(?:::|\.)[A-Za-z_]\w*[?!]?)*$/;
const callOnName = /((?:@{0,2}|\$)[A-Za-z_]\w*(?:(?:::|\.)[A-Za-z_]\w*)*)&?\.([a-z_]\w*[?!]?)/g;

/**
 * Lets a person overrule Lintel about the receiver at `position`: a call that it holds for Redis is declared none, and one with a
 * command's name that it holds for nothing is declared Redis. Written into `.lintel.yml`, where the whole team and CI read it.
 */
export function receiverActions(
  snapshot: Snapshot,
  uri: string,
  position: Position,
  file: ConfigFileText,
): CodeAction[] {
  const line = snapshot.text(uri)?.split('\n')[position.line];
  if (fileKind(uri) !== 'ruby' || line === undefined) {
    return [];
  }
  const call = redisCallAt(snapshot, uri, position);
  if (call === undefined) {
    const receiver = unknownReceiver(line, position.character);
    return receiver === undefined ? [] : action(file, receiver, true);
  }
  const range = call.call.receiver?.range;
  const receiver =
    range !== undefined && range.start.line === range.end.line
      ? (snapshot.text(uri)?.split('\n')[range.start.line] ?? '').slice(range.start.character, range.end.character)
      : '';
  return nameable.test(receiver) ? action(file, receiver, false) : [];
}

function unknownReceiver(line: string, character: number): string | undefined {
  for (const match of line.matchAll(callOnName)) {
    const [whole, receiver, method] = match;
    const isHere = match.index <= character && character <= match.index + whole.length;
    if (isHere && receiver !== undefined && method !== undefined && commandFor(method) !== undefined) {
      return receiver;
    }
  }
  return undefined;
}

function action(file: ConfigFileText, receiver: string, isClient: boolean): CodeAction[] {
  const text = declareReceiver(file.text ?? '', receiver, isClient);
  if (text === undefined) {
    return [];
  }
  const title = `${receiver} is ${isClient ? 'a' : 'no'} Redis client: say so in .lintel.yml`;
  return [{ title, kind: CodeActionKind.QuickFix, edit: replaceFile(file, text) }];
}

function replaceFile({ uri, text }: ConfigFileText, newText: string): WorkspaceEdit {
  const lines = (text ?? '').split('\n');
  const end = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  const edit = {
    textDocument: { uri, version: null },
    edits: [{ range: { start: { line: 0, character: 0 }, end }, newText }],
  };
  return { documentChanges: text === undefined ? [{ kind: 'create', uri }, edit] : [edit] };
}
