import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CompletionList,
  commands,
  type DocumentHighlight,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  type InlayHint,
  type Location,
  type LocationLink,
  type Position,
  Range,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { check, step, until } from './driver.ts';
import { hoverText, open, replaceText, textOf, uriOf } from './editor.ts';

const lock = 'Gemfile.lock';
const spec = 'connection_pool (3.0.2)';

/** What a person reads and follows in Gemfile and Gemfile.lock, as VS Code asks for it. The workspace is afterwards as it was before. */
export async function readingSteps(): Promise<void> {
  await step('definitions lead from what a gem requires and from the Gemfile to the lock, and back', async () => {
    const required = await definedAt(lock, '      connection_pool (>= 2.3.0)', 6);
    check(required === `    ${spec}`, required);
    const locked = await definedAt('Gemfile', 'gem "sidekiq"', 5);
    check(locked.startsWith('    sidekiq (7.3.9)'), locked);
    const declared = await definedAt(lock, '    sidekiq (7.3.9)', 4);
    check(declared.startsWith('gem "sidekiq"'), declared);
  });

  await step('references and highlights are all who pull a gem', async () => {
    const at = await place(lock, spec);
    const found = await commands.executeCommand<Location[]>('vscode.executeReferenceProvider', uriOf(lock), at);
    const lines = await Promise.all(found.map(({ uri, range }) => lineOf(uri, range)));
    for (const constraint of ['(>= 2.2.5)', '(>= 2.3.0)']) {
      check(
        lines.some((line) => line.trim() === `connection_pool ${constraint}`),
        lines.join('\n'),
      );
    }
    const marks = await ask<DocumentHighlight[]>('vscode.executeDocumentHighlights', lock, at);
    check(marks.length >= 5, `${marks.length} highlights`);
  });

  await step('the outline lists sections and gems, which fold', async () => {
    const symbols = await ask<DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', lock);
    const names = symbols.map(({ name }) => name);
    for (const section of ['GEM', 'PLATFORMS', 'DEPENDENCIES']) check(names.includes(section), names.join());
    check(
      symbols.some(({ children }) => children.some(({ name }) => name === 'connection_pool')),
      'gems are below sections',
    );
    const folds = await ask<FoldingRange[]>('vscode.executeFoldingRangeProvider', lock);
    const top = await place(lock, 'GEM');
    check(
      folds.some(({ start }) => start === top.line),
      JSON.stringify(folds.slice(0, 3)),
    );
  });

  await step('a locked version links to its page', async () => {
    const links = await ask<DocumentLink[]>('vscode.executeLinkProvider', lock);
    const at = await place(lock, spec);
    const target = links.find(({ range }) => range.start.line === at.line)?.target?.toString() ?? '';
    check(target.startsWith('https://rubygems.org/gems/connection_pool'), target);
  });

  await step('the call hierarchy is who pulls a gem, and what it pulls', async () => {
    const item = async (text: string) => {
      const items = await ask<CallHierarchyItem[]>('vscode.prepareCallHierarchy', lock, await place(lock, text));
      const [first] = items;
      check(first !== undefined, `no item for ${text}`);
      return first;
    };
    const incoming = await commands.executeCommand<CallHierarchyIncomingCall[]>(
      'vscode.provideIncomingCalls',
      await item(spec),
    );
    const pullers = incoming.map(({ from }) => from.name);
    for (const parent of ['activesupport', 'react-rails', 'redis-client', 'sidekiq']) {
      check(pullers.includes(parent), pullers.join());
    }
    const outgoing = await commands.executeCommand<CallHierarchyOutgoingCall[]>(
      'vscode.provideOutgoingCalls',
      await item('sidekiq (7.3.9)'),
    );
    const pulled = outgoing.map(({ to }) => to.name);
    check(pulled.includes('connection_pool'), pulled.join());
  });

  await step('inlay hints tell the locked version, and who pulls a gem without a ceiling', async () => {
    const hints = async (path: string, text: string) => {
      const { line } = await place(path, text);
      const found = await ask<InlayHint[]>('vscode.executeInlayHintProvider', path, new Range(line, 0, line + 1, 0));
      return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
    };
    const inLock = await until('hints in the lock', async () => (await hints(lock, spec))[0]);
    check(inLock.includes('no ceiling'), inLock);
    const inGemfile = await until('hints in the Gemfile', async () => (await hints('Gemfile', 'gem "sidekiq"'))[0]);
    check(inGemfile.includes('7.3.9'), inGemfile);
  });

  await step('a pin is completed with the names and versions that the lock knows', async () => {
    const before = await textOf('Gemfile');
    const line = 'gem "conn';
    await replaceText('Gemfile', `${before}${line}`);
    const { document } = await open('Gemfile');
    const end = document.lineAt(document.lineCount - 1).range.end;
    const { items } = await until('completions', async () => {
      const list = await ask<CompletionList>('vscode.executeCompletionItemProvider', 'Gemfile', end);
      return list.items.some(({ label }) => labelOf(label) === 'connection_pool') ? list : undefined;
    });
    check(items.length > 0, 'no completion');
    await replaceText('Gemfile', before);
  });

  await step('a constraint tells what it allows and blocks', async () => {
    const at = (await place(lock, '      connection_pool (>= 2.3.0)')).translate(0, 24);
    const text = await until('the hover', async () => (await hoverText(lock, at)) || undefined);
    check(/allows|any/i.test(text), text);
  });

  await step('the receiver of a Redis call leads to where its client is made', async () => {
    const path = 'spec/services/shopper_hours_spec.rb';
    const made = await until('the definition', async () => (await definedAt(path, 'REDIS.del', 0)) || undefined);
    check(made.includes('Redis.new'), made);
  });
}

async function ask<Answer>(command: string, path: string, ...more: unknown[]): Promise<Answer> {
  await open(path);
  return commands.executeCommand<Answer>(command, uriOf(path), ...more);
}

/** Where the first line of a file that holds `text` has it. */
async function place(path: string, text: string): Promise<Position> {
  const document = await workspace.openTextDocument(uriOf(path));
  const offset = document.getText().indexOf(text);
  check(offset >= 0, `${path} has no ${text}`);
  return document.positionAt(offset);
}

/** The line that the definition of what stands `within` characters into `text` is on; empty where there is none. */
async function definedAt(path: string, text: string, within: number): Promise<string> {
  const at = (await place(path, text)).translate(0, within + 1);
  const found = await ask<(Location | LocationLink)[]>('vscode.executeDefinitionProvider', path, at);
  const [first] = found;
  if (first === undefined) return '';
  return 'targetUri' in first
    ? lineOf(first.targetUri, first.targetSelectionRange ?? first.targetRange)
    : lineOf(first.uri, first.range);
}

async function lineOf(uri: Uri, { start }: Range): Promise<string> {
  const document: TextDocument = await workspace.openTextDocument(uri);
  return document.lineAt(start.line).text;
}

function labelOf(label: string | { label: string }): string {
  return typeof label === 'string' ? label : label.label;
}
