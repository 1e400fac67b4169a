import { makeBundle } from '../../server/src/dependencies/bundle.ts';
import type { Gemfile } from '../../server/src/dependencies/gemfile.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import type { RiskLevel } from '../../server/src/dependencies/severity.ts';
import { type Threat, threats } from '../../server/src/dependencies/threats.ts';
import type { Lockfile } from '../../server/src/syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import type { FilesAt, LockChange } from './lockHistory.ts';

/** How a finding, or what only the summary line tells, is counted. */
export type Level = RiskLevel | 'invited';

/** What Lintel says of one change of a lock about one gem, or about a family that crossed together. */
export interface HistoryFinding {
  readonly commit: string;
  readonly date: string;
  readonly level: Level;
  /** The gem; of a family, the loudest member. */
  readonly threat: Threat;
}

/** Judges every change as `lintel majors` would have in its pull request. Gems that went back are nobody's finding. */
export function judgeHistory(changes: readonly LockChange[], parser: RubyParser): readonly HistoryFinding[] {
  const lockOf = remember(parseLockfile);
  const gemfileOf = remember((text) => readGemfile('file:///Gemfile', text, parser));
  return changes.flatMap(({ commit, date, base, head }) => {
    const bundle = makeBundle({
      lockUri: 'file:///Gemfile.lock',
      gemfileUri: 'file:///Gemfile',
      ...readBoth(head, lockOf, gemfileOf),
      base: { state: 'found', label: `${commit}^`, commit: undefined, ...readBoth(base, lockOf, gemfileOf) },
    });
    return oncePerFamily(threats(bundle)).map((threat) => ({ commit, date, threat, level: levelOf(threat) }));
  });
}

function readBoth(
  { lock, gemfile }: FilesAt,
  lockOf: (text: string) => Lockfile,
  gemfileOf: (text: string) => Gemfile,
): { readonly lock: Lockfile; readonly gemfile: Gemfile | undefined } {
  return { lock: lockOf(lock), gemfile: gemfile === undefined ? undefined : gemfileOf(gemfile) };
}

const loudness: readonly Level[] = ['error', 'warning', 'info', 'hint', 'invited'];

function oncePerFamily(all: readonly Threat[]): readonly Threat[] {
  const upwards = all.filter(({ crossing }) => crossing.direction === 'up');
  const loudestFirst = upwards.sort((a, b) => loudness.indexOf(levelOf(a)) - loudness.indexOf(levelOf(b)));
  const families = new Map<string, Threat>();
  for (const threat of loudestFirst) {
    const family = threat.crossing.family.join() || threat.crossing.gem.name;
    families.set(family, families.get(family) ?? threat);
  }
  return [...families.values()];
}

function levelOf({ risk }: Threat): Level {
  return risk ?? 'invited';
}

/** Keeps the last few answers: neighbours in a history share their files. */
function remember<T>(read: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const answer = answers.get(text) ?? read(text);
    answers.delete(text);
    answers.set(text, answer);
    for (const oldest of [...answers.keys()].slice(0, -4)) {
      answers.delete(oldest);
    }
    return answer;
  };
}
