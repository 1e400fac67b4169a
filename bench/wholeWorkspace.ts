import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { URI } from 'vscode-uri';
import { fileKind } from '../server/src/syntax/fileKind.ts';
import { nodeFileSystem } from '../server/src/workspace/nodeFileSystem.ts';
import { doubled, methodPattern, repositoryOf, writeAstGrepRule } from './inputs.ts';
import { best, type Cost, measure } from './process.ts';
import { type Row, type Section, seconds, times } from './report.ts';

const program = fileURLToPath(new URL('../dist/lintel.cjs', import.meta.url));
const astGrepVersion = '0.51.1';
/** RuboCop on all files would take most of an hour: it gets every so many-th file. */
const ruboCopFiles = 400;
const findings = [0, 1];

/** The whole folder as a CI run sees it, beside what else could look for the same calls. */
export async function wholeWorkspace(source: string, cache: string, runs: number): Promise<Section> {
  const folder = repositoryOf(source, cache);
  const ruby = await rubyFiles(folder);
  const cold = lintel(folder, runs, ['--no-cache']);
  lintel(folder, 1, []);
  const warm = lintel(folder, runs, []);
  const status = best(runs, () => measure('git', ['status', '--porcelain'], folder));
  const sg = astGrep(folder, cache, runs);
  const rg = ripgrep(folder, runs);
  const cop = ruboCop(folder, ruby);
  const twice = lintel(doubled(source, cache), runs, ['--no-cache']);
  const growth = twice.wall / cold.wall;
  return {
    title: `The whole of ${folder.slice(cache.length + 1)}: ${ruby.length.toLocaleString('en')} Ruby files`,
    notes: [
      `Files in the page cache for everyone; best of ${runs} runs, one after the other. Each finds calls by the names of Redis commands; only`,
      'Lintel asks what they are called on. RuboCop ran `Lint/Debugger` without its cache on a sample.',
    ],
    rows: [
      row('`lintel check`, cold (`--no-cache`)', cold),
      against('`ast-grep scan`', sg, cold, 'at least 5×', 5),
      atMost('`rg -l`', rg, cold, 6),
      against(
        `\`rubocop --only Lint/Debugger\` on every ${Math.ceil(ruby.length / ruboCopFiles)}th file, scaled up`,
        cop,
        cold,
        'at least 100×',
        100,
      ),
      {
        work: 'peak memory, cold',
        figure: `${Math.round(cold.memory)} MB`,
        target: 'under 400 MB',
        met: cold.memory < 400,
      },
      row('`lintel check`, warm (nothing changed)', warm),
      atMost('`git status`', status, warm, 2),
      {
        work: 'twice the files, cold',
        figure: `${seconds(twice.wall)}, ${times(twice.wall, cold.wall)} the time`,
        target: 'at most 2.1×',
        met: growth <= 2.1,
      },
    ],
  };
}

/** One application, as most runs are. */
export function application(source: string, cache: string, runs: number): Section {
  const folder = repositoryOf(source, cache);
  const cold = lintel(folder, runs, ['--no-cache']);
  lintel(folder, 1, []);
  const warm = lintel(folder, runs, []);
  const sg = astGrep(folder, cache, runs);
  const rg = ripgrep(folder, runs);
  return {
    title: folder.slice(cache.length + 1),
    notes: [],
    rows: [
      row('`lintel check`, cold', cold),
      against('`ast-grep scan`', sg, cold, 'at least 5×', 5),
      atMost('`rg -l`', rg, cold, 6),
      row('`lintel check`, warm', warm),
      atMost(
        '`git status`',
        best(runs, () => measure('git', ['status', '--porcelain'], folder)),
        warm,
        2,
      ),
    ],
  };
}

function row(work: string, { wall, cpu, memory }: Cost): Row {
  return {
    work,
    figure: `${seconds(wall)}, processor ${seconds(cpu)}, ${Math.round(memory)} MB`,
    target: '',
    met: undefined,
  };
}

/** Lintel should be `least` times faster than the other. */
function against(work: string, other: Cost, lintel: Cost, target: string, least: number): Row {
  const figure = `${seconds(other.wall)}, processor ${seconds(other.cpu)}: ${times(other.wall, lintel.wall)} Lintel's time`;
  return { work, figure, target, met: other.wall / lintel.wall >= least };
}

function atMost(work: string, other: Cost, lintel: Cost, most: number): Row {
  const figure = `${seconds(other.wall)}, processor ${seconds(other.cpu)}: Lintel takes ${times(lintel.wall, other.wall)} that`;
  return { work, figure, target: `at most ${most}×`, met: lintel.wall / other.wall <= most };
}

function lintel(folder: string, runs: number, options: readonly string[]): Cost {
  const args = [program, 'check', '.', '--format', 'json', ...options];
  return best(runs, () => measure(process.execPath, args, folder, findings));
}

function astGrep(folder: string, cache: string, runs: number): Cost {
  const tools = join(cache, 'tools');
  const binary = join(tools, 'node_modules/@ast-grep/cli/ast-grep');
  if (!existsSync(binary)) {
    mkdirSync(tools, { recursive: true });
    const install = ['install', '--prefix', tools, '--no-save', `@ast-grep/cli@${astGrepVersion}`];
    const { status } = spawnSync('npm', install, { stdio: 'inherit' });
    if (status !== 0) {
      throw new Error('ast-grep could not be installed');
    }
  }
  const rule = join(tools, 'redis-calls.yml');
  writeAstGrepRule(rule);
  const args = ['scan', '--rule', rule, '--report-style', 'short', '.'];
  return best(runs, () => measure(binary, args, folder, findings));
}

function ripgrep(folder: string, runs: number): Cost {
  const args = ['-l', '-t', 'ruby', `\\.${methodPattern()}\\b`, '.'];
  return best(runs, () => measure('rg', args, folder, findings));
}

/** RuboCop on a sample of the files, scaled to all of them; its start is counted once. */
function ruboCop(folder: string, ruby: readonly string[]): Cost {
  const step = Math.ceil(ruby.length / ruboCopFiles);
  const sample = ruby.filter((_, index) => index % step === 0);
  const options = ['--only', 'Lint/Debugger', '--cache', 'false', '--format', 'quiet', '--force-default-config'];
  const start = measure('rubocop', [...options, sample[0] ?? '.'], folder, [0, 1, 2]);
  const all = measure('rubocop', [...options, ...sample], folder, [0, 1, 2]);
  const scale = (whole: number, once: number) => once + (whole - once) * (ruby.length / sample.length);
  return { wall: scale(all.wall, start.wall), cpu: scale(all.cpu, start.cpu), memory: all.memory };
}

async function rubyFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const uri of nodeFileSystem.walk(URI.file(folder).toString())) {
    if (fileKind(uri) === 'ruby') {
      files.push(URI.parse(uri).fsPath);
    }
  }
  return files;
}
