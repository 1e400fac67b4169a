import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { isGemName } from '../dependencies/gemName.ts';
import type { BundlerAnswer, ResolveRequest } from './bundlerAnswer.ts';

type BundlerRefusal = Extract<BundlerAnswer, { ok: false }>;

const twin = '.lintel.Gemfile';
const timeoutMs = 120_000;
const maxOutputBytes = 64_000_000;

let running: Promise<unknown> = Promise.resolve();

/**
 * What `bundle lock --update GEM… --conservative` makes of a Gemfile and a lock, without writing either: Bundler works on twins beside them,
 * which are always removed. A Gemfile is a program: ask only where the folder is trusted. One question is asked at a time.
 */
export function resolveWithBundler(request: ResolveRequest): Promise<BundlerAnswer> {
  const answer = running.then(() => resolveOnTwins(request));
  running = answer.catch(() => undefined);
  return answer;
}

async function resolveOnTwins(request: ResolveRequest): Promise<BundlerAnswer> {
  const { gem, along, gemfile, gemfilePath, lock } = request;
  const stranger = [gem, ...along].find((name) => !isGemName(name));
  if (stranger !== undefined) {
    return { ok: false, absent: false, reason: `${JSON.stringify(stranger)} is no name of a gem.` };
  }
  const folder = dirname(gemfilePath);
  const [twinGemfile, twinLock] = [join(folder, twin), join(folder, `${twin}.lock`)];
  const [head, bundledWith] = splitBundledWith(lock);
  const remove = () => Promise.all([twinGemfile, twinLock].map((path) => rm(path, { force: true })));
  try {
    // Removed first and then created anew: a link of that name must not be followed.
    await remove();
    await writeFile(twinGemfile, gemfile, { flag: 'wx' });
    // Without BUNDLED WITH no Bundler tries to install and start another version of itself.
    await writeFile(twinLock, head, { flag: 'wx' });
    // Not with --print, which swallows what Bundler says when it fails.
    const refusal = await runBundler(
      folder,
      ['lock', '--update', gem, ...along, '--conservative'],
      twinGemfile,
      request.signal,
    );
    if (refusal !== undefined) {
      return refusal;
    }
    const written = await readFile(twinLock, 'utf8');
    if (hasChecksums(lock) && !hasChecksums(written)) {
      return { ok: false, absent: true, reason: 'This Bundler is older than 2.5 and would drop the CHECKSUMS.' };
    }
    const eol = lock.includes('\r\n') ? '\r\n' : '\n';
    const [resolved] = splitBundledWith(written.replace(/\r?\n/g, eol));
    return { ok: true, lock: bundledWith === '' ? resolved.trimEnd() + eol : resolved + bundledWith };
  } catch (error) {
    return { ok: false, absent: false, reason: `The folder of the Gemfile cannot be written: ${String(error)}` };
  } finally {
    await remove().catch(() => undefined);
  }
}

function hasChecksums(lock: string): boolean {
  return /^CHECKSUMS\r?$/m.test(lock);
}

/** A lock without, and the section that says, which Bundler wrote it: that stays as it was. */
function splitBundledWith(lock: string): [head: string, section: string] {
  const at = lock.search(/^BUNDLED WITH\r?$/m);
  return at < 0 ? [lock, ''] : [lock.slice(0, at), lock.slice(at)];
}

function runBundler(
  folder: string,
  args: readonly string[],
  gemfile: string,
  signal: AbortSignal | undefined,
): Promise<BundlerRefusal | undefined> {
  if (process.platform === 'win32') {
    const reason = 'On Windows `bundle` is a batch file, which Lintel does not start.';
    return Promise.resolve({ ok: false, absent: true, reason });
  }
  return new Promise((resolve) => {
    execFile(
      'bundle',
      args,
      {
        cwd: folder,
        env: environment(gemfile),
        encoding: 'utf8',
        timeout: timeoutMs,
        maxBuffer: maxOutputBytes,
        ...(signal && { signal }),
      },
      (error, stdout, stderr) => resolve(error === null ? undefined : failure(error, `${stderr}\n${stdout}`)),
    );
  });
}

function environment(gemfile: string): NodeJS.ProcessEnv {
  // What a surrounding `bundle exec` left behind would send Bundler to another Gemfile or version.
  const inherited = Object.entries(process.env).filter(
    ([name, value]) => !/^BUNDLER_|^BUNDLE_BIN_PATH$/.test(name) && !(name === 'RUBYOPT' && value?.includes('bundler')),
  );
  return {
    ...Object.fromEntries(inherited),
    // Bundler starts in the folder of the Gemfile: a `bundle` that lies there must not be found.
    PATH: (process.env.PATH ?? '').split(delimiter).filter(isAbsolute).join(delimiter),
    BUNDLE_GEMFILE: gemfile,
    // Bundler 4 lets a Gemfile name another lock, which `bundle lock` would read.
    BUNDLE_LOCKFILE: `${gemfile}.lock`,
    // A frozen bundle claims to have written, and has not.
    BUNDLE_FROZEN: 'false',
    BUNDLE_DEPLOYMENT: 'false',
    BUNDLE_SILENCE_ROOT_WARNING: 'true',
    NO_COLOR: '1',
  };
}

function failure(error: Error & { code?: unknown; killed?: boolean }, output: string): BundlerRefusal {
  if (error.code === 'ENOENT') {
    return { ok: false, absent: true, reason: 'Bundler is not installed, or not on the path.' };
  }
  if (error.name === 'AbortError') {
    return { ok: false, absent: false, reason: 'Cancelled.' };
  }
  if (error.killed === true) {
    return { ok: false, absent: false, reason: `Bundler gave no answer within ${timeoutMs / 1000} seconds.` };
  }
  const said =
    output
      .split('\n')
      .find((line) => line.trim() !== '' && !beforehand.test(line))
      ?.trim() ?? `exit status ${error.code}`;
  // The shell's "not found": a `bundle` without its Ruby, or a version manager without the Ruby that this folder asks for.
  if (error.code === 127) {
    return { ok: false, absent: true, reason: `Bundler does not start here (${said}).` };
  }
  // Without a network nothing can be resolved, and the lock by hand resolves nothing either.
  if (error.code === networkStatus) {
    return { ok: false, absent: true, reason: `Bundler reaches no gem server (${said}).` };
  }
  const advice = adviceFor(error.code);
  const reason = `Bundler refused (${said})${advice === undefined ? '' : `: ${advice}`}.`;
  return { ok: false, absent: false, reason, output };
}

/** What Bundler and RubyGems say of each run, whether it fails or not. */
const beforehand = /^(?:Ignoring |Source .* is ignoring |Fetching |Resolving )/;

/** What Bundler exits with when it cannot reach a source. */
const networkStatus = 17;

/** By Bundler's exit status. */
function adviceFor(code: unknown): string | undefined {
  switch (code) {
    case 4:
      return 'run `bundle lock` to see what it says of the Gemfile';
    case 6:
      return 'no set of versions fits the Gemfile with this pin';
    case 7:
      return 'it found no such version; without a network it knows only installed gems';
    case 18:
      return 'the Gemfile asks for another Ruby than the one that runs';
    default:
      return undefined;
  }
}
