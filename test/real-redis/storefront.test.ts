import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lintel } from '../support/lintel.ts';
import { type RedisServer, startRedis } from '../support/redisServer.ts';

const run = promisify(execFile);
const example = fileURLToPath(new URL('../../examples/storefront', import.meta.url));
const members = 3_000;

/** What the program printed, and which commands reached the server, each with the most words that it had. */
interface Trace {
  readonly output: string;
  readonly words: ReadonlyMap<string, number>;
}

describe('the storefront, its slow calls rewritten by `lintel check --fix --unsafe-fixes`', () => {
  let server: RedisServer;
  let folder = '';
  before(async () => {
    server = await startRedis({ 'slowlog-max-len': '1000000' });
    folder = mkdtempSync(join(tmpdir(), 'lintel-storefront-'));
    cpSync(example, folder, { recursive: true });
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints the same, and sends no command that grows with the data', async () => {
    const old = await trace(server.port, folder);
    for (const command of ['GEORADIUS', 'GEOPOS', 'SMEMBERS', 'SADD', 'DEL']) {
      assert.ok(old.words.has(command), `the example sends ${command}`);
    }
    assert.ok(Math.max(...old.words.values()) > members);

    const fixing = lintel(folder, ['check', '.', '--base', 'none', '--fix', '--unsafe-fixes']);
    assert.equal(fixing.status, 0, fixing.stdout + fixing.stderr);

    const fixed = await trace(server.port, folder);
    assert.equal(fixed.output, old.output);
    // SMEMBERS stays for the delivery zones, of which the code says that they are few.
    assert.deepEqual(
      ['GEORADIUS', 'KEYS'].filter((command) => fixed.words.has(command)),
      [],
    );
    // A key and 1,000 members, or pairs of them.
    assert.deepEqual(
      [...fixed.words].filter(([, words]) => words > 2_002),
      [],
    );
  });
});

async function trace(port: number, root: string): Promise<Trace> {
  const { stdout } = await run('ruby', [join(root, 'bin/slowlog_demo.rb')], {
    env: { ...process.env, MEMBERS: String(members), REDIS_URL: `redis://127.0.0.1:${port}` },
    maxBuffer: 1 << 26,
  });
  const script =
    'require "redis"; r = Redis.new(port: ARGV[0]); r.slowlog(:get, 1_000_000).each { |e| ' +
    'more = e[3].last[/\\A\\.\\.\\. \\((\\d+) more arguments\\)/, 1]; puts "#{e[3][0].upcase} #{more ? 31 + more.to_i : e[3].size}" }';
  const listed = await run('ruby', ['-e', script, String(port)], { maxBuffer: 1 << 28 });
  const words = new Map<string, number>();
  for (const line of listed.stdout.trim().split('\n')) {
    const [command = '', count = '0'] = line.split(' ');
    words.set(command, Math.max(words.get(command) ?? 0, Number(count)));
  }
  return { output: stdout, words };
}
