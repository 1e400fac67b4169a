import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver-protocol/node';
import { RawClient } from './support/rawClient.ts';

const uri = 'file:///abuse/app/a.rb';
const slow = 'KV = Redis.new\nKV.sadd("t", x)\nKV.del("t")\n';
let client: RawClient;
beforeEach(() => {
  client = new RawClient();
});
afterEach(() => client.kill());

function open(text: string, version = 1, at = uri, languageId = 'ruby'): void {
  const textDocument = { uri: at, languageId, version, text };
  client.send({ method: 'textDocument/didOpen', params: { textDocument } });
}

function change(contentChanges: readonly object[], version: number, at = uri): void {
  client.send({ method: 'textDocument/didChange', params: { textDocument: { uri: at, version }, contentChanges } });
}

function ask(id: number | string, method: string, params: object = {}): void {
  client.send({ id, method: `textDocument/${method}`, params: { textDocument: { uri }, ...params } });
}

const range = (line: number, character: number, endLine: number, endCharacter: number) => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

/** Waits until the server shows exactly these rules in a file. */
async function shows(codes: readonly string[], at = uri): Promise<void> {
  await client.message(
    ({ method, params }) =>
      method === 'textDocument/publishDiagnostics' &&
      params?.uri === at &&
      JSON.stringify(params.diagnostics?.map(({ code }) => code)) === JSON.stringify(codes),
  );
}

/** The server still answers as it should. */
async function isWell(): Promise<void> {
  const at = 'file:///abuse/well.rb';
  open(slow, 1, at);
  await shows(['redis/prefer-unlink'], at);
}

describe('the order of a session', () => {
  test('requests before initialize are refused, notifications dropped', async () => {
    open(slow);
    ask(1, 'hover', { position: { line: 2, character: 4 } });
    assert.equal((await client.answer(1)).error?.code, ErrorCodes.ServerNotInitialized);
    await client.initialize();
    await isWell();
  });

  test('initialize needs no root', async () => {
    await client.initialize({ rootUri: undefined });
    await isWell();
  });

  test('a second initialize is refused', async () => {
    await client.initialize();
    client.send({ id: 2, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    assert.equal((await client.answer(2)).error?.code, ErrorCodes.InvalidRequest);
    await isWell();
  });

  test('requests after shutdown are refused; exit then ends it with 0', async () => {
    await client.initialize();
    client.send({ id: 2, method: 'shutdown' });
    assert.equal((await client.answer(2)).error, undefined);
    ask(3, 'hover', { position: { line: 0, character: 0 } });
    assert.equal((await client.answer(3)).error?.code, ErrorCodes.InvalidRequest);
    client.send({ method: 'exit' });
    assert.equal(await client.exit(), 0);
  });

  test('exit without shutdown ends it with 1, before initialize too', async () => {
    client.send({ method: 'exit' });
    assert.equal(await client.exit(), 1);
    client = new RawClient();
    await client.initialize();
    client.send({ method: 'exit' });
    assert.equal(await client.exit(), 1);
  });
});

describe('a client that dies', () => {
  test('takes the server with it when the pipe ends, in the middle of a message too', async () => {
    await client.initialize();
    client.write('Content-Length: 1000\r\n\r\n{"jsonrpc"');
    client.process.stdin?.destroy();
    assert.notEqual(await client.exit(), null);
  });

  test('takes the server with it while somebody else holds the pipe open', async () => {
    const editor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await client.initialize({ processId: editor.pid });
    const exited = once(editor, 'exit');
    editor.kill('SIGKILL');
    await exited;
    assert.notEqual(await client.exit(), null);
  });
});

describe('messages that are none', () => {
  test('unknown methods and wrong parameters are errors, unknown notifications are dropped', async () => {
    await client.initialize();
    client.send({ method: 'textDocument/nonsense', params: {} });
    client.send({ method: '$/nonsense' });
    client.send({ id: 1, method: 'textDocument/nonsense', params: {} });
    client.send({ id: 2, method: '$/nonsense' });
    assert.equal((await client.answer(1)).error?.code, ErrorCodes.MethodNotFound);
    assert.equal((await client.answer(2)).error?.code, ErrorCodes.MethodNotFound);
    const wrong = [
      undefined,
      null,
      7,
      [],
      {},
      { textDocument: null },
      { textDocument: { uri: 7 }, position: 7 },
      { textDocument: { uri }, position: { line: 'a', character: null } },
      { textDocument: { uri: 'no uri at all' }, position: { line: 0, character: 0 } },
    ];
    const methods = ['hover', 'codeAction', 'completion', 'definition', 'references', 'inlayHint', 'documentSymbol'];
    let id = 100;
    for (const method of methods) {
      for (const params of wrong) {
        client.send({ id: ++id, method: `textDocument/${method}`, params });
        const { result, error } = await client.answer(id);
        assert.ok(
          error !== undefined || result === null || Array.isArray(result),
          `${method} ${JSON.stringify(params)}`,
        );
      }
    }
    for (const method of ['didOpen', 'didChange', 'didClose', 'didSave']) {
      for (const params of wrong) {
        client.send({ method: `textDocument/${method}`, params });
      }
    }
    client.send({ method: 'workspace/didChangeWatchedFiles', params: { changes: [{ uri: 'nonsense' }, {}] } });
    client.send({ method: 'workspace/didChangeConfiguration', params: { settings: 'none' } });
    client.send({ method: 'workspace/didChangeConfiguration', params: { settings: { lintel: { rules: 7 } } } });
    client.send({ method: 'workspace/didChangeConfiguration', params: { settings: {} } });
    await isWell();
  });

  test('text that is no JSON, and JSON that is no message, do not end the server', async () => {
    await client.initialize();
    for (const body of [
      '{',
      'null',
      '7',
      '"a"',
      '[]',
      '{}',
      '[1,2]',
      '{"jsonrpc":"2.0"}',
      '\u0000\u0001',
      '{"id":1}',
    ]) {
      client.send(body);
    }
    client.send('[{"jsonrpc":"2.0","id":90,"method":"shutdown"}]');
    client.write('Content-Length: 3\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}\n');
    client.write(Buffer.concat([Buffer.from('Content-Length: 4\r\n\r\n'), Buffer.from([0xff, 0xfe, 0x80, 0x7b])]));
    await isWell();
  });

  const secret = '"text":"Redis.new(password: 1)"';
  const unreadable: readonly (readonly [string, string])[] = [
    ['a length that is no number', `Content-Length: many\r\n\r\n{${secret}}`],
    ['a length that is too short', `Content-Length: 2\r\n\r\n{}${secret}`],
    ['a negative length', `Content-Length: -7\r\n\r\n{${secret}}`],
    ['a header without a length', `Content-Type: text/plain\r\n\r\n{${secret}}`],
    ['a header without a colon', 'Content-Length 2\r\n\r\n{}'],
    ['what belongs to no message', `{${secret}}\n`],
    ['a length that no message can have', `Content-Length: 900000000000\r\n\r\n{${secret}}`],
    ['headers with another line end, once they are many', `Content-Length: 2\n\n{}`.repeat(300)],
  ];
  for (const [what, bytes] of unreadable) {
    test(`${what} ends the server with a word, for what follows could not be read`, { timeout: 60_000 }, async () => {
      await client.initialize();
      client.write(bytes);
      client.send({ id: 1, method: 'shutdown' });
      assert.equal(await client.exit(), 2);
      assert.match(client.errors, /^lintel: what the client sends cannot be read any further: [^\n]+\n$/);
      assert.doesNotMatch(client.errors, /password/);
    });
  }

  test('answers that nobody asked for, and cancelling what does not run, are dropped', async () => {
    await client.initialize();
    client.send({ id: 4711, result: {} });
    client.send({ id: null, error: { code: 1, message: 'x' } });
    client.send({ method: '$/cancelRequest', params: { id: 4711 } });
    client.send({ method: '$/cancelRequest' });
    client.send({ method: '$/progress', params: { token: 1, value: {} } });
    await isWell();
  });
});

describe('documents', () => {
  beforeEach(() => client.initialize());

  test('versions that go back, and the same one twice, are taken as they come', async () => {
    open(slow, 9);
    await shows(['redis/prefer-unlink']);
    change([{ text: 'KV = 1\n' }], 3);
    await shows([]);
    client.received.length = 0;
    change([{ text: slow }], 3);
    await shows(['redis/prefer-unlink']);
  });

  test('changes outside of the text are made at its nearest place', async () => {
    open('KV = Redis.new\nKV.sadd("t", x)\n');
    change([{ range: range(900, 7, 901, 9), text: 'KV.del("t")\n' }], 2);
    await shows(['redis/prefer-unlink']);
    client.received.length = 0;
    change([{ range: range(-5, -5, 9_000, 9_000), text: '' }], 3);
    await shows([]);
    change(
      [
        { range: range(7, 7, 0, 0), text: 'a' },
        { range: range(0, 5, 0, 1), text: 'b' },
      ],
      4,
    );
    await isWell();
  });

  test('documents that nobody opened can be changed, closed and asked about', async () => {
    change([{ text: slow }], 2);
    client.send({ method: 'textDocument/didClose', params: { textDocument: { uri } } });
    client.send({ method: 'textDocument/didClose', params: { textDocument: { uri } } });
    client.send({ method: 'textDocument/didSave', params: { textDocument: { uri } } });
    ask(1, 'hover', { position: { line: 99, character: 99 } });
    assert.equal((await client.answer(1)).result, null);
    await isWell();
  });

  test('strange URIs are documents like any other', async () => {
    for (const at of [
      'untitled:Untitled-1',
      'a%zz.rb',
      'file:///a%zz.rb',
      'git:/a.rb?ref',
      '',
      'file:',
      'http://[::/a.rb',
    ]) {
      open(slow, 1, at);
      change([{ text: `${slow}\n` }], 2, at);
      client.send({
        id: `hover ${at}`,
        method: 'textDocument/hover',
        params: { textDocument: { uri: at }, position: { line: 2, character: 4 } },
      });
      const { result, error } = await client.answer(`hover ${at}`);
      assert.ok(error !== undefined || result !== undefined, at);
      client.send({ method: 'textDocument/didClose', params: { textDocument: { uri: at } } });
    }
    await isWell();
  });

  test('one that closes while it is analysed leaves nothing behind', async () => {
    const calls = Array.from({ length: 200 }, (_, nth) => `KV.sadd("t${nth}", x)\nKV.del("t${nth}")\n`).join('');
    for (let round = 0; round < 5; round++) {
      open(`KV = Redis.new\n${calls}`, round);
      ask(round, 'codeAction', { range: range(0, 0, 500, 0), context: { diagnostics: [] } });
      client.send({ method: 'textDocument/didClose', params: { textDocument: { uri } } });
    }
    await isWell();
    const last = () => client.received.filter(({ params }) => params?.uri === uri).at(-1);
    await client.message((message) => message === last() && message.params?.diagnostics?.length === 0);
  });

  test('a huge one is passed over, whatever its kind', async () => {
    const huge = 'file:///abuse/huge.rb';
    open(slow.repeat(200_000), 1, huge);
    open(`GEM\n  specs:\n${'    a (1)\n'.repeat(900_000)}`, 1, 'file:///abuse/Gemfile.lock', 'gemfile-lock');
    open('gem "a"\n'.repeat(1_000_000), 1, 'file:///abuse/Gemfile');
    client.send({ id: 1, method: 'textDocument/documentSymbol', params: { textDocument: { uri: huge } } });
    assert.deepEqual((await client.answer(1)).result ?? [], []);
    await isWell();
    assert.deepEqual(
      client.received.filter(({ params }) => params?.uri === huge && params.diagnostics?.length !== 0),
      [],
    );
    change([{ text: slow }], 2, huge);
    await shows(['redis/prefer-unlink'], huge);
  });
});

test('10,000 requests in the queue are each answered once, those that are cancelled as cancelled', async () => {
  await client.initialize();
  open(slow);
  const most = 10_000;
  for (let id = 0; id < most; id++) {
    ask(id, ['hover', 'documentSymbol', 'codeAction', 'inlayHint'][id % 4] ?? '', {
      position: { line: 2, character: 4 },
      range: range(0, 0, 3, 0),
      context: { diagnostics: [] },
    });
    if (id % 2 === 1) {
      client.send({ method: '$/cancelRequest', params: { id: id - (id % 3) } });
    }
  }
  await client.answer(most - 1);
  await isWell();
  const answers = client.received.filter(({ id }) => typeof id === 'number');
  assert.equal(answers.length, most);
  assert.equal(new Set(answers.map(({ id }) => id)).size, most);
  const codes = new Set(answers.flatMap(({ error }) => (error === undefined ? [] : [error.code])));
  assert.deepEqual([...codes], [LSPErrorCodes.RequestCancelled]);
});

describe('a client that refuses what it is asked', () => {
  /** Answers the server's next request of this kind. */
  const answer = async (method: string, given: object) => {
    const { id } = await client.message((message) => message.method === method && !answered.has(message.id));
    answered.add(id);
    client.send({ id, ...given });
  };
  const refuse = (method: string) => answer(method, { error: { code: ErrorCodes.MethodNotFound, message: 'no' } });
  let answered: Set<unknown>;
  beforeEach(async () => {
    answered = new Set();
    await client.initialize({
      workspaceFolders: [{ uri: 'vscode-vfs://somewhere/shop', name: 'shop' }],
      capabilities: { workspace: { configuration: true }, window: { workDoneProgress: true } },
      initializationOptions: { files: true },
    });
  });

  test('settings and progress: is served without', async () => {
    await refuse('workspace/configuration');
    await refuse('lintel/readFile');
    await refuse('window/workDoneProgress/create');
    await answer('lintel/readFolder', { result: [{ name: 'slow.rb', kind: 'file' }] });
    await answer('lintel/readFile', { result: { text: 'KV = Redis.new\n' } });
    open('KV.sadd("t", x)\nKV.del("t")\n', 1, 'vscode-vfs://somewhere/shop/a.rb');
    await shows(['redis/prefer-unlink'], 'vscode-vfs://somewhere/shop/a.rb');
  });

  test('messages with a question: gets them without', async () => {
    await answer('workspace/configuration', { result: [{ base: 5 }] });
    await refuse('window/showMessageRequest');
    const { params } = await client.message(({ method }) => method === 'window/showMessage');
    assert.match(JSON.stringify(params), /settings are left out, for lintel\.base/);
    open(slow);
    await refuse('workspace/configuration');
    await shows(['redis/prefer-unlink']);
  });
});
