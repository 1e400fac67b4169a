import type { Bundle } from '../dependencies/bundle.ts';
import { threats } from '../dependencies/threats.ts';
import { analyze } from '../linter/analyze.ts';
import { isAtLeast } from '../linter/diagnostic.ts';
import { registry } from '../rules/registry.ts';
import { compareWithBase } from './compareWithBase.ts';
import { majorsJson } from './majorsJson.ts';
import { printMarkdown } from './majorsMarkdown.ts';
import { printPretty } from './majorsPretty.ts';
import { openLock, type Project } from './openProject.ts';
import { note, printJson } from './output.ts';
import { UsageError } from './usageError.ts';

const rulesOnLocks = registry.filter(({ id }) => id.startsWith('lockfile/'));

/**
 * `lintel majors`: every gem that crossed a major since the base. Exit status 1 when `lintel check` has a warning or worse for one of them.
 * Rejects with a `UsageError` when there is no base, since silence would read as "nothing crossed"; notes what of the lock cannot be read.
 */
export async function majors(
  base: string | undefined,
  options: { readonly format: 'pretty' | 'json' | 'markdown'; readonly lock?: string },
): Promise<number> {
  const { project, lockUri, readRubyFor } = await openLock(options.lock);
  await compareWithBase(project, base, base);
  const { changes } = project.workspace.snapshot().bundleFor(lockUri) ?? {};
  await readRubyFor((changes?.crossings ?? []).map(({ gem }) => gem.name));
  const bundle = project.workspace.snapshot().bundleFor(lockUri);
  if (bundle === undefined || bundle.base.state === 'absent') {
    throw new UsageError(
      `no base to compare with: ${bundle?.base.state === 'absent' ? bundle.base.reason : 'no lock'}`,
    );
  }
  for (const { message, range } of bundle.lock.problems) {
    note(`${project.names.pathOf(lockUri)}:${range.start.line + 1}: ${message}`);
  }
  const crossed = majorThreats(bundle);
  if (options.format === 'json') {
    printJson(majorsJson(bundle.base, crossed, bundle.graph));
  } else if (options.format === 'markdown') {
    printMarkdown(bundle.base.label, crossed, bundle.graph);
  } else {
    printPretty(bundle.base.label, crossed, bundle.graph);
  }
  const alarming = alarmingLines(project, lockUri);
  const specs = crossed.flatMap(({ crossing }) => crossing.gem.specs);
  return specs.some(({ range }) => alarming.has(range.start.line)) ? 1 : 0;
}

/** Where `check` has a warning or worse: what is silenced or configured otherwise counts here as it does there, for both may be steps of one job. */
function alarmingLines({ workspace }: Project, lockUri: string): ReadonlySet<number> {
  const found = analyze(workspace.snapshot(), lockUri, rulesOnLocks, workspace.config);
  const alarms = found.filter(({ severity }) => isAtLeast(severity, 'warning'));
  return new Set(alarms.map(({ range }) => range.start.line));
}

/** Majors and the series of the Rails family, upwards; a 0.x step only when it is known to break something. The worst first. */
function majorThreats(bundle: Bundle): ReturnType<typeof threats> {
  const order = ['error', 'warning', 'info', 'hint', undefined];
  return threats(bundle)
    .filter(
      ({ crossing, breakages }) =>
        crossing.direction === 'up' && (crossing.kind !== 'zero-minor' || breakages.length > 0),
    )
    .sort((a, b) => order.indexOf(a.risk) - order.indexOf(b.risk));
}
