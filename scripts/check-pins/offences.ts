import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { PinAttempt } from './pinBoth.ts';

const configuration = `
AllCops:
  DisabledByDefault: true
  SuggestExtensions: false
  NewCops: disable
Bundler:
  Enabled: true
Bundler/GemFilename:
  Enabled: false
Bundler/GemVersion:
  Enabled: false
Bundler/GemComment:
  Enabled: true
  OnlyFor: [restrictive_version_specifiers]
Layout/LineLength:
  Enabled: true
  Max: 120
Layout/EmptyLines:
  Enabled: true
Layout/EmptyLinesAroundBlockBody:
  Enabled: true
Layout/IndentationConsistency:
  Enabled: true
Layout/TrailingWhitespace:
  Enabled: true
Lint/Syntax:
  Enabled: true
`;

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly offenses: readonly { readonly cop_name: string; readonly message: string }[];
  }[];
}

/** What RuboCop says of each Gemfile with its pin that it did not say without. */
export function newOffences(attempts: readonly PinAttempt[]): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-rubocop-'));
  try {
    writeFileSync(join(folder, '.rubocop.yml'), configuration);
    attempts.forEach(({ path, text, after }, index) => {
      for (const [state, content] of Object.entries({ before: text, after: after ?? '' })) {
        mkdirSync(join(folder, String(index), state), { recursive: true });
        writeFileSync(join(folder, String(index), state, basename(path)), content);
      }
    });
    const found = runRubocop(folder);
    return attempts.map(({ path }, index) => {
      const [was, is] = ['before', 'after'].map((state) => found.get(`${index}/${state}/${basename(path)}`) ?? []);
      const left = [...(was ?? [])];
      return (is ?? []).filter((offence) => {
        const known = left.indexOf(offence);
        if (known >= 0) {
          left.splice(known, 1);
        }
        return known < 0;
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Offences by file, without their places: a pin moves those. */
function runRubocop(folder: string): ReadonlyMap<string, readonly string[]> {
  const { stdout, stderr, error } = spawnSync('rubocop', ['--format', 'json', '--cache', 'false', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LANG: 'C.UTF-8' },
  });
  if (!stdout.startsWith('{')) {
    throw new Error(`RuboCop does not run (\`apt-get install rubocop\`): ${error ?? stderr}`);
  }
  const report: Report = JSON.parse(stdout);
  return new Map(
    report.files.map(({ path, offenses }) => [
      path,
      offenses.map(({ cop_name, message }) => `${cop_name}: ${message.replace(/\d+/g, 'N')}`),
    ]),
  );
}
