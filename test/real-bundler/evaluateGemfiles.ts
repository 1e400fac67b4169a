import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A Gemfile by its absolute path; its folder is where it runs, its text need not be the one on the disk. */
export interface GemfileText {
  readonly path: string;
  readonly text: string;
}

/** What Bundler makes of a Gemfile. */
export interface Evaluation {
  readonly syntaxError: string | null;
  readonly error: string | null;
  readonly dependencies: readonly {
    readonly name: string;
    readonly requirements: readonly string[];
    readonly groups: readonly string[];
    /** `Git`, `Path`, `Gemspec`, `Rubygems`; `NilClass` for the Gemfile's own source. */
    readonly source: string;
  }[];
}

/** Runs Gemfiles, which are programs, in the Bundler on the path. */
export function evaluateGemfiles(files: readonly GemfileText[]): readonly Evaluation[] {
  const script = fileURLToPath(new URL('evaluateGemfiles.rb', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync('ruby', ['-W0', script], {
    cwd: tmpdir(),
    input: JSON.stringify(files),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LANG: 'C.UTF-8', HOME: tmpdir(), BUNDLE_SILENCE_ROOT_WARNING: 'true' },
  });
  if (status !== 0) {
    throw new Error(
      `Gemfiles cannot be run, is Bundler installed (\`apt-get install ruby bundler\`)? ${error ?? stderr}`,
    );
  }
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n[') + 1));
}
