import type { Bundle } from '../dependencies/bundle.ts';
import type { RedisCall } from '../redis/redisCall.ts';
import { fileKind } from '../syntax/fileKind.ts';
import { hasStrayReturn } from '../syntax/lineEnds.ts';
import { lineStarts } from '../syntax/lineStarts.ts';
import { comparePositions, type Position, type TextRange } from '../syntax/textRange.ts';
import type { Config } from './config.ts';
import type { Diagnostic, RelatedLocation, Severity } from './diagnostic.ts';
import type { Fix } from './fix.ts';
import type { Evidence, Reading, Reported } from './judgements.ts';
import { isTestPath } from './paths.ts';
import type { Listeners, RegisteredRule, Report, RuleContext } from './rule.ts';
import type { Snapshot } from './snapshot.ts';
import { parseSuppression, type Suppression, suppresses } from './suppressions.ts';

/**
 * Every finding of `rules` in one file, in source order. Pure and synchronous: no I/O, no globals, no clock; the same for the same
 * arguments. A file that the snapshot does not hold has none.
 */
export function analyze(
  snapshot: Snapshot,
  uri: string,
  rules: readonly RegisteredRule[],
  config: Config,
): readonly Diagnostic[] {
  const text = snapshot.text(uri);
  if (text === undefined) {
    return [];
  }
  const suppressions = suppressionsFor(snapshot, uri);
  const test = isTestPath(snapshot.path(uri), config);
  const own = { uri, isEditable: !hasStrayReturn(text) };
  const evidence = { snapshot, ...textEvidence(text) };
  const reading = snapshot.judgements?.(uri)?.read(evidence, [rules, config, own.isEditable]);
  const seen = reading ?? evidence;
  const judged: Judged = { call: undefined, reports: [] };
  const listeners = rules.flatMap(({ id, rule }) => {
    const configured = config.rules[id];
    const off = configured === 'off' || (configured === undefined && rule.meta.offByDefault);
    if (off || (test && rule.meta.correctness !== true)) {
      return [];
    }
    const context: RuleContext<string> = {
      uri,
      snapshot: seen.snapshot,
      config,
      text: (range) => seen.text(range),
      report(report) {
        const severity = configured ?? report.severity ?? rule.meta.severity;
        const related = [...(report.related ?? []), ...clientLocation(judged.call)];
        const allowed = (fixes: readonly Fix[]) => fixes.filter((fix) => canBeMade(fix, snapshot, own));
        const diagnostic = toDiagnostic(id, uri, severity, rule.meta.messages, { ...report, related }, allowed);
        judged.reports.push({ diagnostic, gem: report.gem });
      },
    };
    return [rule.create(context)];
  });
  const reports = dispatch(snapshot, uri, listeners, judged, reading);
  const shown = reports.filter(
    ({ diagnostic, gem }) => !suppressions.some((suppression) => suppresses(suppression, diagnostic, gem)),
  );
  const diagnostics = shown.map(({ diagnostic }) => diagnostic);
  return diagnostics.sort((a, b) => comparePositions(a.range.start, b.range.start) || compareText(a.rule, b.rule));
}

/** Answers about a text by its lines, which are found when they are first asked for: at a keystroke that is for each Redis call. */
function textEvidence(text: string): Pick<Evidence, 'text' | 'hasText'> {
  let lines: readonly number[] | undefined;
  const offsetAt = ({ line, character }: Position) => {
    lines ??= lineStarts(text);
    return (lines[line] ?? text.length) + character;
  };
  const textAt = (range: TextRange) => text.slice(offsetAt(range.start), offsetAt(range.end));
  return { text: textAt, hasText: (range, expected) => textAt(range) === expected };
}

/** The call that rules are judging, and what they have reported since the last one. */
interface Judged {
  call: RedisCall | undefined;
  reports: Reported[];
}

/** Where the client of a call is made, unless that is the same line: a reader of the finding wants to see that it is one. */
function clientLocation(call: RedisCall | undefined): readonly RelatedLocation[] {
  const origin = call?.origin;
  const isHere = origin?.uri === call?.uri && origin?.range.start.line === call?.range.start.line;
  return origin === undefined || isHere ? [] : [{ ...origin, message: 'the client is made here' }];
}

function dispatch(
  snapshot: Snapshot,
  uri: string,
  listeners: readonly Listeners[],
  judged: Judged,
  reading: Reading | undefined,
): readonly Reported[] {
  const kind = fileKind(uri);
  // Where clients come from is worked out when it is first asked: not at all when nobody listens.
  const judges = kind === 'ruby' ? listeners.filter(({ redisCall }) => redisCall !== undefined) : [];
  const reports: Reported[] = [];
  for (const call of judges.length > 0 ? snapshot.index.calls(uri) : []) {
    const judge = () => judgeCall(call, judges, judged);
    reports.push(...(reading?.reports(call, judge) ?? judge()));
  }
  const bundle = kind === 'lockfile' || kind === 'gemfile' ? snapshot.bundleFor(uri) : undefined;
  if (bundle !== undefined) {
    dispatchBundle(bundle, uri, listeners);
  }
  for (const listener of listeners) {
    listener.fileEnd?.();
  }
  return [...reports, ...judged.reports];
}

function judgeCall(call: RedisCall, judges: readonly Listeners[], judged: Judged): readonly Reported[] {
  judged.call = call;
  for (const judge of judges) {
    judge.redisCall?.(call);
  }
  judged.call = undefined;
  const { reports } = judged;
  judged.reports = [];
  return reports;
}

function dispatchBundle(bundle: Bundle, uri: string, listeners: readonly Listeners[]): void {
  for (const listener of listeners) {
    if (uri === bundle.lockUri) {
      bundle.lock.problems.forEach((problem) => {
        listener.lockfileProblem?.(problem);
      });
      for (const gem of listener.lockedGem === undefined ? [] : bundle.graph.gems.values()) {
        listener.lockedGem?.(gem, bundle);
      }
      for (const crossing of bundle.changes?.crossings ?? []) {
        listener.crossing?.(crossing, bundle);
      }
    } else {
      for (const declaration of bundle.gemfile?.declarations ?? []) {
        listener.gemDeclaration?.(declaration, bundle);
      }
    }
  }
}

/** A lock's findings are silenced from the Gemfile beside it. */
function suppressionsFor(snapshot: Snapshot, uri: string): readonly Suppression[] {
  const source = fileKind(uri) === 'lockfile' ? snapshot.bundleFor(uri)?.gemfileUri : uri;
  const directives = source === undefined ? [] : snapshot.index.directives(source);
  return directives.map(parseSuppression).filter((suppression) => suppression !== undefined);
}

/** Edits are made by line and character. Most fixes edit their `own` file. */
function canBeMade(fix: Fix, snapshot: Snapshot, own: { readonly uri: string; readonly isEditable: boolean }): boolean {
  return fix.edits.every(({ uri }) => (uri === own.uri ? own.isEditable : !hasStrayReturn(snapshot.text(uri) ?? '')));
}

function toDiagnostic(
  rule: string,
  uri: string,
  severity: Severity,
  messages: Readonly<Record<string, string>>,
  report: Report<string>,
  allowed: (fixes: readonly Fix[]) => readonly Fix[],
): Diagnostic {
  const data = report.data ?? {};
  const template = messages[report.messageId] ?? report.messageId;
  const { fixes = [] } = report;
  const diagnostic = {
    rule,
    severity,
    uri,
    range: report.range,
    message: template.replace(/\{(\w+)\}/g, (whole, name: string) => String(data[name] ?? whole)),
    related: report.related ?? [],
    deprecated: report.deprecated ?? false,
  };
  if (typeof fixes !== 'function') {
    return { ...diagnostic, fixes: allowed(fixes) };
  }
  let made: readonly Fix[] | undefined;
  return {
    ...diagnostic,
    get fixes() {
      made ??= allowed(fixes());
      return made;
    },
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
