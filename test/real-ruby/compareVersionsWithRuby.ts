import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseRequirement, satisfies } from '../../server/src/dependencies/requirement.ts';
import { bump, compareVersions, parseVersion, releaseOf } from '../../server/src/dependencies/version.ts';
import { type VersionCase, versionCases } from './versionCases.ts';

const judge = fileURLToPath(new URL('judgeVersions.rb', import.meta.url));

/** Where the port and Ruby answer differently, and how many cases were tried. Ruby is started once. */
export async function compareVersionsWithRuby(
  count: number,
  seed: number,
): Promise<{ readonly tried: number; readonly differences: readonly string[] }> {
  const ruby = spawn('ruby', [judge], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, LANG: 'C.UTF-8' } });
  const feeding = feed(ruby.stdin, versionCases(count, seed));
  const cases = versionCases(count, seed);
  const differences: string[] = [];
  let tried = 0;
  for await (const theirs of createInterface({ input: ruby.stdout })) {
    const next = cases.next();
    if (next.done) {
      break;
    }
    tried++;
    const ours = answer(next.value);
    if (ours !== theirs) {
      differences.push(`${JSON.stringify(next.value)}: Ruby ${theirs}, Lintel ${ours}`);
    }
  }
  await feeding;
  return { tried, differences };
}

async function feed(stdin: NodeJS.WritableStream, cases: Iterable<VersionCase>): Promise<void> {
  let batch = '';
  for (const example of cases) {
    batch += `${JSON.stringify(example)}\n`;
    if (batch.length > 1 << 16) {
      if (!stdin.write(batch)) {
        await once(stdin, 'drain');
      }
      batch = '';
    }
  }
  stdin.end(batch);
}

function answer(example: VersionCase): string {
  const version = parseVersion(example[1]);
  if (version === undefined) {
    return '!';
  }
  switch (example[0]) {
    case 'v':
      return [version.text, version.prerelease, releaseOf(version).text, bump(version).text].join(' ');
    case 'c': {
      const other = parseVersion(example[2]);
      return other === undefined ? '!' : String(compareVersions(version, other));
    }
    case 's': {
      const requirement = parseRequirement(example[2]);
      return requirement === undefined ? '!' : String(satisfies(version, requirement));
    }
  }
}
