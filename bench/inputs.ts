import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { commandMethods } from '../server/src/catalog/redisMethods.ts';

/** A git repository with the files of `source`, made once below `cache`: what every program is measured on. Hard links where they can be. */
export function repositoryOf(source: string, cache: string, name = basename(source)): string {
  const target = join(cache, name);
  if (existsSync(target)) {
    return target;
  }
  const making = `${target}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(dirname(making), { recursive: true });
  copy(source, making);
  git(making, 'init', '--quiet');
  git(making, 'add', '--all');
  git(making, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '--message', 'files');
  renameSync(making, target);
  flush();
  return target;
}

/** `source` twice, side by side. */
export function doubled(source: string, cache: string): string {
  const target = join(cache, `${basename(source)}-twice`);
  if (!existsSync(target)) {
    const making = `${target}.making`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    copy(source, join(making, 'one'));
    copy(source, join(making, 'two'));
    renameSync(making, target);
    flush();
  }
  return target;
}

function copy(source: string, target: string): void {
  if (spawnSync('cp', ['-al', source, target]).status !== 0) {
    cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  }
  spawnSync('find', [target, '-name', '.git', '-prune', '-exec', 'rm', '-rf', '{}', '+']);
}

/** What the kernel still has to write takes a core for half a minute, which whoever is measured first would pay for. */
function flush(): void {
  spawnSync('sync');
}

function git(cwd: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`git ${args[0]}: ${stderr}`);
  }
}

/** What finds the methods that Lintel looks for by their names alone, for the tools that know no more than names. */
export function methodPattern(): string {
  const names = [...commandMethods].map((name) => name.replace(/[?!]/g, '\\$&'));
  return `(?:${names.join('|')})`;
}

/** An ast-grep rule that reports calls of those methods. */
export function writeAstGrepRule(path: string): void {
  const rule = `id: redis-calls
language: ruby
severity: info
message: a call by the name of a Redis command
rule:
  kind: call
  has:
    field: method
    regex: '^${methodPattern()}$'
`;
  writeFileSync(path, rule);
}

/** A Ruby file of 3,000 lines as a busy service looks: a Redis call every few lines among ordinary code. */
export function busyRubyFile(): string {
  const methods = Array.from({ length: 200 }, (_, number) =>
    [
      `  # Keeps the members of list ${number} in step with the database.`,
      `  def refresh_${number}(account, options = {})`,
      `    limit = options.fetch(:limit, ${number + 10})`,
      `    return [] if account.nil? || limit.zero?`,
      ``,
      `    members = redis.smembers("account:#{account.id}:members:${number}")`,
      `    members.each_slice(100) do |slice|`,
      `      slice.each { |member| logger.info("member #{member} of #{account.name}") }`,
      `    end`,
      `    redis.del("account:#{account.id}:stale:${number}")`,
      `    redis.set("account:#{account.id}:seen", Time.now.to_i, ex: 3600)`,
      `    rows = account.members.where(active: true).order(:created_at).limit(limit)`,
      `    rows.map { |row| { id: row.id, name: row.name, role: row.role || 'member' } }`,
      `  end`,
    ].join('\n'),
  );
  const head =
    "require 'redis'\n\nclass MemberLists\n  def redis\n    @redis ||= Redis.new(url: ENV['REDIS_URL'])\n  end\n";
  return `${head}\n${methods.join('\n\n')}\nend\n`;
}

/** A Gemfile.lock of `gems` gems that depend on each other, and its Gemfile. */
export function bigLock(gems: number, major: number): { readonly lock: string; readonly gemfile: string } {
  const name = (number: number) => `gem-${String(number).padStart(4, '0')}`;
  const specs = Array.from({ length: gems }, (_, number) => {
    const version = number % 10 === 0 ? `${major}.0.${number % 7}` : `1.${number % 13}.${number % 7}`;
    // Bundler writes them in the order of their names.
    const dependencies = [number * 2 + 1, number * 2 + 2, number + 17]
      .filter((other) => other < gems)
      .sort((a, b) => a - b)
      .map((other) => `      ${name(other)} (>= 1.0)`);
    return [`    ${name(number)} (${version})`, ...dependencies].join('\n');
  });
  const direct = Array.from({ length: 150 }, (_, number) => name(number));
  return {
    lock: `GEM\n  remote: https://rubygems.org/\n  specs:\n${specs.join('\n')}\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n${direct
      .map((gem) => `  ${gem}`)
      .join('\n')}\n\nBUNDLED WITH\n   2.5.6\n`,
    gemfile: `source "https://rubygems.org"\n\n${direct.map((gem) => `gem "${gem}"`).join('\n')}\n`,
  };
}
