import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configCompletion } from '../../server/src/features/configCompletion.ts';
import { configDiagnostics } from '../../server/src/features/configDiagnostics.ts';
import { configHover } from '../../server/src/features/configHover.ts';
import { describedSchema } from '../../server/src/features/configPath.ts';
import { defaultConfig } from '../../server/src/linter/config.ts';
import { parseConfigFile } from '../../server/src/linter/configFile.ts';
import { registry } from '../../server/src/rules/registry.ts';

const schema = describedSchema(new Map(registry.map(({ id }) => [id, `What ${id} finds.`])));

/** The text without its mark `¦`, and where that stood. */
function marked(text: string) {
  const before = text.slice(0, text.indexOf('¦')).split('\n');
  return {
    text: text.replace('¦', ''),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}

function completed(file: string): readonly string[] {
  const { text, position } = marked(file);
  return configCompletion(text, position, schema).map(({ label }) => label);
}

describe('diagnostics in .lintel.yml', () => {
  const shown = (text: string) =>
    configDiagnostics(text, registry).map(({ message, severity, range: { start, end } }) => {
      const line = text.split('\n')[start.line] ?? '';
      const at = start.line === end.line ? line.slice(start.character, end.character) : '…';
      return `${start.line + 1} [${at}] ${severity === 1 ? 'error' : 'warning'}: ${message}`;
    });

  it('stand where the mistake is', () => {
    assert.deepEqual(shown('base: main\nredis:\n  batchSize: lots\n'), [
      '3 [lots] error: redis.batchSize: expected number, received string',
    ]);
    assert.deepEqual(shown('redis:\n  batchSize: 10\n  clientz: []\n'), [
      '3 [clientz] error: redis: Unrecognized key: "clientz". Did you mean `clients`?',
    ]);
    assert.deepEqual(shown('rules:\n  redis/keys-command: loud\n'), [
      '2 [loud] error: rules.redis/keys-command: expected one of "error"|"warning"|"info"|"hint"|"off"',
    ]);
    // Where it stands is told by the range: YAML's own message ends with it, and with a colon that nothing follows.
    assert.deepEqual(shown('base: [main\n'), [
      '2 [] error: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ]);
  });

  it('warn of a rule that does not exist', () => {
    assert.deepEqual(shown('rules:\n  redis/keys-command: off\n  redis/keys-comand: off\n'), [
      '3 [redis/keys-comand] warning: No rule is called redis/keys-comand. Did you mean `redis/keys-command`?',
    ]);
  });

  it('say what may have been meant, and nothing where nothing is near', () => {
    const said = (text: string) => shown(text).map((line) => line.replace(/^.*?: /, ''));
    assert.deepEqual(said('rule:\n  redis/keys-command: off\n'), ['Unrecognized key: "rule". Did you mean `rules`?']);
    assert.deepEqual(said('bass: main\nIgnores: []\n'), [
      'Unrecognized keys: "bass", "Ignores". Did you mean `base`, `ignore`?',
    ]);
    assert.deepEqual(said('redis:\n  server_version: "6"\n'), [
      'redis: Unrecognized key: "server_version". Did you mean `serverVersion`?',
    ]);
    const breakage = 'id: a\n    gem: a\n    from: [1]\n    to: [2]\n    sources: ["https://a.b"]';
    assert.deepEqual(
      said(`knownBreakages:\n  - ${breakage}\n    affects: [{ gem: b, version: ["1"], effect: breaks }]\n`).filter(
        (line) => line.includes('Unrecognized'),
      ),
      ['knownBreakages.0.affects.0: Unrecognized key: "version". Did you mean `versions`?'],
    );
    assert.deepEqual(said('nonsense: 1\n'), ['Unrecognized key: "nonsense"']);
    assert.deepEqual(
      said('rules:\n  keys-command: off\n  gemfile/known-breakage: off\n  Style/StringLiterals: off\n'),
      [
        'No rule is called keys-command. Did you mean `redis/keys-command`?',
        'No rule is called gemfile/known-breakage. Did you mean `lockfile/known-breakage`?',
        'No rule is called Style/StringLiterals.',
      ],
    );
  });

  it('are none for a file that is right, empty or absent', () => {
    for (const text of ['', '# nothing\n', 'base: origin/main\nrules:\n  redis/keys-command: off\n']) {
      assert.deepEqual(shown(text), []);
    }
  });

  it('are none where all that stood below a key is commented out', () => {
    const text = 'base:\nrules:\n  # redis/keys-command: off\nredis:\n  clients:\n  batchSize: 5\nignore: []\n';
    assert.deepEqual(shown(text), []);
    assert.deepEqual(parseConfigFile(text).config, {
      ...defaultConfig,
      redis: { ...defaultConfig.redis, batchSize: 5 },
    });
    assert.equal(shown('rules:\n  redis/keys-command:\n').length, 1);
    assert.equal(shown('nonsense:\n').length, 1);
  });
});

describe("an editor's settings", () => {
  it('win over the file, and are left out where they are wrong', () => {
    const file = 'redis:\n  batchSize: 10\n';
    assert.equal(parseConfigFile(file, { redis: { batchSize: 20 } }).config.redis.batchSize, 20);
    const { config, problems, overrideProblems } = parseConfigFile(file, { redis: { batchSize: 'x' } });
    assert.equal(config.redis.batchSize, 10);
    assert.deepEqual(problems, []);
    assert.deepEqual(overrideProblems, ['redis.batchSize: expected number, received string']);
    assert.deepEqual(parseConfigFile(file, { base: null, redis: { batchSize: null } }).overrideProblems, []);
  });
});

describe('completion in .lintel.yml', () => {
  it('offers the keys that are not there yet', () => {
    assert.deepEqual(completed('base: main\n¦\nignore: []\n'), ['rules', 'redis', 'knownBreakages']);
    assert.ok(completed('redis:\n  batchSize: 1\n  cl¦').includes('clients'));
    assert.ok(!completed('redis:\n  batchSize: 1\n  ¦').includes('batchSize'));
    assert.ok(completed('base: main\nrules:\n  redis/p¦').includes('redis/prefer-unlink'));
  });

  it('goes into lists of mappings', () => {
    const keys = completed('knownBreakages:\n  - id: a\n    affects:\n      - gem: b\n        ¦');
    assert.ok(keys.includes('versions') && keys.includes('effect') && !keys.includes('gem'), keys.join());
    assert.ok(completed('knownBreakages:\n- id: a\n  ¦').includes('from'));
  });

  it('offers what a key takes', () => {
    assert.deepEqual(completed('rules:\n  redis/prefer-unlink: ¦'), ['error', 'warning', 'info', 'hint', 'off']);
    assert.deepEqual(completed('redis:\n  lazyfreeUserDel: t¦'), ['true', 'false']);
    assert.deepEqual(completed('base: ¦'), []);
    assert.deepEqual(completed('nonsense:\n  ¦'), []);
  });

  it('replaces the word at the cursor, and types the colon of a key where there is none', () => {
    const accepted = (file: string, label: string) => {
      const { text, position } = marked(file);
      const edit = configCompletion(text, position, schema).find((item) => item.label === label)?.textEdit;
      assert.ok(edit !== undefined && 'range' in edit);
      return TextDocument.applyEdits(TextDocument.create('', '', 0, text), [edit]);
    };
    assert.equal(accepted('redis:\n  cl¦', 'clients'), 'redis:\n  clients:');
    assert.equal(accepted('redis:\n  ¦\n', 'clients'), 'redis:\n  clients:\n');
    assert.equal(accepted('redis:\n  ¦cl: []\n', 'clients'), 'redis:\n  clients: []\n');
    assert.equal(
      accepted('rules:\r\n  redis/¦keys-cmd : off\r\n', 'redis/prefer-unlink'),
      'rules:\r\n  redis/prefer-unlink : off\r\n',
    );
    assert.equal(
      accepted('redis:\n  lazyfreeUserDel: ¦false # yet\n', 'true'),
      'redis:\n  lazyfreeUserDel: true # yet\n',
    );
  });

  it('has no character accept a key that would be typed behind its colon', () => {
    const { text, position } = marked('¦');
    assert.ok(configCompletion(text, position, schema).every(({ commitCharacters }) => commitCharacters === undefined));
  });
});

describe('hover in .lintel.yml', () => {
  const hovered = (file: string) => {
    const { text, position } = marked(file);
    return configHover(text, position, schema)?.contents;
  };

  it('says what a key means and what it is by default', () => {
    assert.deepEqual(hovered('redis:\n  batch¦Size: 5\n'), {
      kind: 'markdown',
      value: 'Members per command in the slices, pages and scans that fixes write.\n\nDefault: `1000`',
    });
    assert.deepEqual(hovered('rules:\n  redis/¦keys-command: off\n'), {
      kind: 'markdown',
      value: 'What redis/keys-command finds.',
    });
    assert.equal(hovered('redis:\n  batchSize: ¦5\n'), undefined);
  });
});
