import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-types';
import {
  type ClientAbilities,
  explainCommand,
  fixWorkspaceCommand,
  plainClient,
} from '../../server/src/features/clientAbilities.ts';
import { codeActions, fixAllKind } from '../../server/src/features/codeActions.ts';
import { fixableRules, fixWorkspace } from '../../server/src/features/fixAll.ts';
import { analyze } from '../../server/src/linter/analyze.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { defaultConfig } from '../../server/src/linter/config.ts';
import type { Applicability } from '../../server/src/linter/fix.ts';
import { defineRule, type RegisteredRule } from '../../server/src/linter/rule.ts';
import { type EditorProject, openInEditor } from '../support/editorProject.ts';
import { baseLock, gemfile, lock } from '../support/storefrontTexts.ts';

/** Renames gems in the Gemfile: `a` safely to `b` and that to `c`, `u` unsafely, and only shows how for `s`. */
const renames: RegisteredRule = {
  id: 'gemfile/renamed',
  rule: defineRule({
    meta: { severity: 'warning', fixable: true, since: '0.1.0', messages: { renamed: '{name} is renamed' } },
    create: ({ report }) => ({
      gemDeclaration({ name, nameRange, uri }) {
        const rename: Record<string, readonly [string, Applicability]> = {
          a: ['b', 'safe'],
          b: ['c', 'safe'],
          u: ['v', 'unsafe'],
          s: ['t', 'displayOnly'],
        };
        const [newName, applicability] = rename[name] ?? [];
        if (newName !== undefined && applicability !== undefined && nameRange !== undefined) {
          const edits = [{ uri, range: nameRange, newText: `"${newName}"` }];
          report({
            range: nameRange,
            messageId: 'renamed',
            data: { name },
            fixes: [{ title: `Rename to ${newName}`, applicability, edits }],
          });
        }
      },
    }),
  }),
};

/** Reports what crossed, and pins it in the Gemfile. */
const crossings: RegisteredRule = {
  id: 'lockfile/crossed',
  rule: defineRule({
    meta: { severity: 'warning', fixable: true, since: '0.1.0', messages: { crossed: '{name} crossed' } },
    create: ({ report }) => ({
      crossing({ gem: { name, version, specs } }, { gemfileUri }) {
        const [spec] = specs;
        const end = { line: 4, character: 0 };
        if (spec !== undefined && gemfileUri !== undefined && name === 'connection_pool') {
          const edits = [{ uri: gemfileUri, range: { start: end, end }, newText: `gem "${name}", "~> 2.5"\n` }];
          report({
            range: spec.range,
            messageId: 'crossed',
            data: { name },
            gem: { name, version },
            fixes: [{ title: 'Pin it', applicability: 'safe', edits }],
          });
        }
      },
    }),
  }),
};

const commands: RegisteredRule = {
  id: 'redis/command',
  rule: defineRule({
    meta: { severity: 'info', fixable: false, since: '0.1.0', messages: { found: '{command} found' } },
    create: ({ report }) => ({
      redisCall: ({ range, command }) => report({ range, messageId: 'found', data: { command } }),
    }),
  }),
};

const rules = [renames, crossings, commands];

const explaining: ClientAbilities = { ...plainClient, commands: new Set([explainCommand]) };

function actionsIn(
  project: EditorProject,
  only?: readonly string[],
  client: ClientAbilities = explaining,
): readonly CodeAction[] {
  return codeActions(project.snapshot, project.uri, project.selection, {
    client,
    rules,
    config: defaultConfig,
    only,
    edited: (texts) => project.workspace.edited(texts),
  });
}

/** The text of one file after an edit, which changes no other. */
function after(project: EditorProject, path: string, edit: WorkspaceEdit | undefined): string {
  const changes = edit?.changes ?? {};
  assert.deepEqual(Object.keys(changes), [project.uriOf(path)]);
  const edits = (changes[project.uriOf(path)] ?? []).map((one) => ({ ...one, uri: '' }));
  return applyEdits(project.textOf(path), edits);
}

function applyIn(path: string, files: string, title: RegExp): string {
  const project = openInEditor(files);
  const action = actionsIn(project).find((candidate) => title.test(candidate.title));
  assert.ok(action !== undefined, `no action ${title}`);
  return after(project, path, action.edit);
}

const titles = (files: string) => actionsIn(openInEditor(files)).map(({ title }) => title);

/** Each file with its edits, by what the editor groups them under. */
function annotatedEdits(edit: WorkspaceEdit | undefined): readonly (readonly (string | undefined)[])[] {
  return (edit?.documentChanges ?? []).map((change) =>
    'edits' in change
      ? [
          change.textDocument.uri,
          ...change.edits.map((one) =>
            'newText' in one ? `${'annotationId' in one && one.annotationId}: ${one.newText}` : '',
          ),
        ]
      : [],
  );
}

const emptyLock = '#- Gemfile.lock\nGEM\n  specs:\n';

describe('quick fixes', () => {
  it('are there for what the cursor touches: fixes first, then silencing and explaining', () => {
    const [fix, ...others] = actionsIn(openInEditor(`#- Gemfile\ngem "a¦"\ngem "x"\n${emptyLock}`));
    assert.deepEqual(fix, {
      title: 'Rename to b',
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [
        {
          range: { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } },
          severity: 2,
          code: 'gemfile/renamed',
          codeDescription: { href: 'command:lintel.explainRule?%5B%22gemfile%2Frenamed%22%5D' },
          source: 'lintel',
          message: 'a is renamed',
          relatedInformation: [],
          tags: [],
        },
      ],
      edit: {
        changes: {
          'file:///project/Gemfile': [
            { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } }, newText: '"b"' },
          ],
        },
      },
    });
    assert.deepEqual(
      others.map(({ title }) => title),
      ['Suppress gemfile/renamed on this line, with a reason', 'Explain gemfile/renamed'],
    );
    assert.deepEqual(others.at(-1)?.command?.command, explainCommand);
    assert.deepEqual(others.at(-1)?.command?.arguments, ['gemfile/renamed']);
  });

  it('are not there elsewhere', () => {
    assert.deepEqual(titles(`#- Gemfile\ngem "a"\ngem "x¦"\n${emptyLock}`), []);
  });

  it('change no text where a carriage return stands alone, since then nobody agrees on what a line is', () => {
    assert.deepEqual(titles(`#- Gemfile\ngem "a¦" # a\rb\ngem "x"\n${emptyLock}`), ['Explain gemfile/renamed']);
  });

  it('do not prefer what is unsafe, and never offer what is only to be shown', () => {
    const [unsafe] = actionsIn(openInEditor(`#- Gemfile\ngem "u¦"\n${emptyLock}`));
    assert.equal(unsafe?.title, 'Rename to v');
    assert.equal(unsafe?.isPreferred, undefined);
    assert.deepEqual(titles(`#- Gemfile\ngem "s¦"\n${emptyLock}`), [
      'Suppress gemfile/renamed on this line, with a reason',
      'Explain gemfile/renamed',
    ]);
  });

  it('of a lock change the Gemfile', () => {
    const files = `#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock.replace('ool (3.0.2)\n', 'ool ¦(3.0.2)\n')}#- base/Gemfile.lock\n${baseLock}`;
    const text = applyIn('Gemfile', files, /^Pin it$/);
    assert.equal(text, gemfile.replace('"~> 7.3"\n', '"~> 7.3"\ngem "connection_pool", "~> 2.5"\n'));
  });

  it('come only when quick fixes are wanted', () => {
    const project = openInEditor(`#- Gemfile\ngem "a¦"\n${emptyLock}`);
    assert.deepEqual(actionsIn(project, ['refactor']), []);
    assert.equal(actionsIn(project, ['quickfix']).length, 3);
    assert.equal(actionsIn(project, ['']).length, 4);
  });
});

describe('fixing all of one kind', () => {
  it('fixes what is as safe as the finding at hand', () => {
    const files = `#- Gemfile\ngem "¦a"\ngem "b"\ngem "u"\ngem "s"\n${emptyLock}`;
    const text = applyIn('Gemfile', files, /^Fix all 2 gemfile\/renamed in this file$/);
    assert.equal(text, 'gem "b"\ngem "c"\ngem "u"\ngem "s"\n');
  });

  it('says that unsafe fixes come along', () => {
    const files = `#- Gemfile\ngem "a"\ngem "¦u"\n${emptyLock}`;
    const text = applyIn('Gemfile', files, /^Fix all 2 gemfile\/renamed in this file \(unsafe fixes too\)$/);
    assert.equal(text, 'gem "b"\ngem "v"\n');
  });
});

describe('a client that confirms edits', () => {
  const client = { ...plainClient, confirmation: true, commands: new Set([fixWorkspaceCommand]) };

  it('is asked before unsafe fixes of a whole file', () => {
    const project = openInEditor(`#- Gemfile\ngem "a"\ngem "¦u"\n${emptyLock}`);
    const all = actionsIn(project, undefined, client).find(({ title }) => title.startsWith('Fix all 2'));
    assert.equal(all?.edit?.changes, undefined);
    assert.deepEqual(annotatedEdits(all?.edit), [['file:///project/Gemfile', 'safe: "b"', 'unsafe: "v"']]);
    assert.deepEqual(all?.edit?.changeAnnotations, {
      safe: { label: 'Safe fixes', needsConfirmation: false },
      unsafe: { label: 'Unsafe fixes: read each', needsConfirmation: true },
    });
  });

  it('gets an action for the whole workspace', () => {
    const project = openInEditor(`#- Gemfile\ngem "a¦"\n${emptyLock}`);
    const action = actionsIn(project, undefined, client).find(({ title }) => title.includes('workspace'));
    assert.deepEqual(action?.command, {
      title: 'Fix all gemfile/renamed in the workspace…',
      command: fixWorkspaceCommand,
      arguments: ['gemfile/renamed'],
    });
    assert.ok(actionsIn(project).every(({ title }) => !title.includes('workspace')));
  });

  it('is not named commands that it does not have', () => {
    const project = openInEditor(`#- Gemfile\ngem "a¦"\n${emptyLock}`);
    assert.ok(actionsIn(project, undefined, plainClient).every(({ command }) => command === undefined));
  });
});

describe('fixing the whole workspace', () => {
  const project = openInEditor(
    `#- Gemfile\ngem "a¦"\n${emptyLock}#- api/Gemfile\ngem "u"\ngem "b"\n#- api/Gemfile.lock\nGEM\n`,
  );
  const uris = ['Gemfile', 'api/Gemfile'].map(project.uriOf);
  const choice = { rules, config: defaultConfig };

  it('takes the fixes of one rule, safe and unsafe apart, and confirms what is unsafe', () => {
    const { edit, ...counts } = fixWorkspace(
      project.snapshot,
      uris,
      { rule: 'gemfile/renamed', confirmSafe: false },
      choice,
    );
    assert.deepEqual(counts, { safe: 2, unsafe: 1, files: 2 });
    assert.deepEqual(annotatedEdits(edit), [
      [uris[0], 'safe: "b"'],
      [uris[1], 'unsafe: "v"', 'safe: "c"'],
    ]);
    assert.equal(edit.changeAnnotations?.safe?.needsConfirmation, false);
    assert.equal(edit.changeAnnotations?.unsafe?.needsConfirmation, true);
  });

  it('takes only what is safe of all rules, shown first where asked', () => {
    const { edit, ...counts } = fixWorkspace(project.snapshot, uris, { rule: undefined, confirmSafe: true }, choice);
    assert.deepEqual(counts, { safe: 2, unsafe: 0, files: 2 });
    assert.equal(edit.changeAnnotations?.safe?.needsConfirmation, true);
  });

  it('says which rules have how many fixes', () => {
    assert.deepEqual(fixableRules(project.snapshot, uris, choice), [{ rule: 'gemfile/renamed', safe: 2, unsafe: 1 }]);
  });
});

describe('source.fixAll.lintel', () => {
  const files = `#- Gemfile\ngem "¦a"\ngem "u"\ngem "x"\n${emptyLock}`;

  it('applies every safe fix until none is left', () => {
    const project = openInEditor(files);
    for (const only of [fixAllKind, 'source.fixAll', 'source']) {
      const [action, ...others] = actionsIn(project, [only]);
      assert.deepEqual([action?.kind, others], [fixAllKind, []]);
      assert.equal(after(project, 'Gemfile', action?.edit), 'gem "c"\ngem "u"\ngem "x"\n');
    }
  });

  it('comes only when it is asked for, and has something to do', () => {
    assert.ok(actionsIn(openInEditor(files)).every(({ kind }) => kind === 'quickfix'));
    assert.deepEqual(actionsIn(openInEditor(files), ['source.organizeImports']), []);
    assert.deepEqual(actionsIn(openInEditor(`#- Gemfile\ngem "u¦"\n${emptyLock}`), [fixAllKind]), []);
  });
});

describe('suppressing', () => {
  const redis = '#- config/redis.rb\n$redis = Redis.new\n#- app/cart.rb\n';
  const suppressed = (code: string, path = 'app/cart.rb') => applyIn(path, redis + code, /^Suppress redis\/command/);

  it('writes the comment above, indented like the line, and the finding is gone', () => {
    const code = 'def clear\n  $redis.del¦("k")\nend\n';
    const text = suppressed(code);
    assert.equal(text, 'def clear\n  # lintel:disable-next-line redis/command -- reason\n  $redis.del("k")\nend\n');
    const project = openInEditor(redis + code);
    assert.equal(analyze(project.snapshot, project.uri, rules, defaultConfig).length, 1);
    const edited = project.workspace.edited(new Map([[project.uri, text]]));
    assert.deepEqual(analyze(edited, project.uri, rules, defaultConfig), []);
  });

  it('keeps the line ends of the file', () => {
    assert.equal(
      suppressed('$redis.del¦("k")\r\n'),
      '# lintel:disable-next-line redis/command -- reason\r\n$redis.del("k")\r\n',
    );
  });

  it('adds to a comment that is there already', () => {
    assert.equal(
      suppressed('# lintel:disable-next-line redis/other -- cold path\n$redis.del¦("k")\n'),
      '# lintel:disable-next-line redis/command redis/other -- cold path\n$redis.del("k")\n',
    );
  });

  it('selects the reason where the client takes snippets', () => {
    const project = openInEditor(`${redis}  $redis.del¦("k")\n`);
    const client = { ...plainClient, snippets: true };
    const [action] = actionsIn(project, undefined, client);
    assert.deepEqual(action?.edit, {
      documentChanges: [
        {
          textDocument: { uri: project.uri, version: null },
          edits: [
            {
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
              snippet: { kind: 'snippet', value: `  # lintel:disable-next-line redis/command -- \${1:reason}\n` },
            },
          ],
        },
      ],
    });
  });

  it('is not offered where no comment can stand', () => {
    for (const code of [
      'puts <<~TEXT\n  first\n  #{$redis.del¦("k")}\nTEXT\n',
      'puts "first\n#{$redis.del¦("k")}"\n',
      'x = 1 + \\\n  $redis.del¦("k")\n',
    ]) {
      assert.deepEqual(titles(redis + code), ['Explain redis/command'], code);
    }
  });

  it('is offered below a heredoc that is closed, and where one begins', () => {
    for (const code of [
      'puts <<~TEXT\n  first\nTEXT\n$redis.del¦("k")\n',
      '$redis.del¦(<<~KEY)\n  k\nKEY\n',
      'puts "#{$redis.del¦("k")}"\n',
    ]) {
      assert.equal(titles(redis + code).length, 2, code);
    }
  });

  it('writes the comment for a lock into the Gemfile, and the finding is gone', () => {
    const files = `#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock.replace('ool (3.0.2)\n', 'ool ¦(3.0.2)\n')}#- base/Gemfile.lock\n${baseLock}`;
    const text = applyIn(
      'Gemfile',
      files,
      /^Ignore connection_pool until version 4, with a reason \(lockfile\/crossed\)$/,
    );
    assert.equal(text, `${gemfile}# lintel:ignore lockfile/crossed connection_pool 3 -- reason\n`);
    const project = openInEditor(files);
    const edited = project.workspace.edited(new Map([[project.uriOf('Gemfile'), text]]));
    assert.equal(analyze(project.snapshot, project.uri, rules, defaultConfig).length, 1);
    assert.deepEqual(analyze(edited, project.uri, rules, defaultConfig), []);
  });

  it('is not offered for a lock without a Gemfile', () => {
    const files = `#- Gemfile.lock\n${lock.replace('ool (3.0.2)\n', 'ool ¦(3.0.2)\n')}#- base/Gemfile.lock\n${baseLock}`;
    assert.deepEqual(titles(files), []);
  });
});
