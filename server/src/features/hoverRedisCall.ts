import { redisCommand } from '../catalog/redisCommands.ts';
import { applyEdits } from '../linter/applyFixes.ts';
import type { Diagnostic } from '../linter/diagnostic.ts';
import type { Applicability, Fix } from '../linter/fix.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { RedisCall } from '../redis/redisCall.ts';
import type { Location } from '../syntax/textRange.ts';
import { rangesOverlap } from '../syntax/textRange.ts';
import { findings } from './findings.ts';
import type { HoverContext } from './hoverContext.ts';
import { code, codeBlock, escapeMarkdown, link, prose } from './markdown.ts';
import { lineEdits } from './workspaceEdit.ts';

/** A longer rewrite is cut. */
const maxDiffLines = 16;

const applicabilityTexts: Record<Applicability, string> = {
  safe: 'safe: same value, errors and data for every input',
  unsafe: 'unsafe: read how it can differ',
  displayOnly: 'a suggestion, never applied',
};

/** The command and its cost, why the receiver is held for a client, and what each fix would do: Markdown paragraphs. */
export function describeRedisCall(snapshot: Snapshot, call: RedisCall, context: HoverContext): readonly string[] {
  const here = findings(snapshot, call.uri, context.rules, context.config).filter(({ range }) =>
    rangesOverlap(range, call.range),
  );
  return [
    describeCommand(call.command),
    describeClient(snapshot, call),
    ...describePlace(call),
    ...here.flatMap((finding) => describeFinding(snapshot, finding, context)),
  ];
}

function describeCommand(command: string): string {
  const facts = redisCommand(command);
  if (facts === undefined) {
    return `**${escapeMarkdown(command)}** · not a command of Redis 8`;
  }
  const { complexity, since, deprecatedSince, replacedBy, replacementOptions } = facts;
  const options = replacementOptions?.length ? ` with ${code(replacementOptions.join(' '))}` : '';
  const replacement = (replacedBy ?? []).map(code).join(' or ') + options;
  const deprecation =
    deprecatedSince === undefined
      ? []
      : [`deprecated since ${deprecatedSince}${replacement === '' ? '' : `: use ${replacement}`}`];
  return [
    `**${command}**`,
    ...(complexity === undefined ? [] : [escapeMarkdown(complexity)]),
    `since Redis ${since}`,
    ...deprecation,
  ].join(' · ');
}

function describeClient(
  snapshot: Snapshot,
  { client, clientVersion, confidence, evidence, origin }: RedisCall,
): string {
  const name = client === 'unknown' ? 'A Redis client' : [client, clientVersion ?? ''].join(' ').trim();
  return `${escapeMarkdown(name)} (${confidence}): ${origin === undefined ? prose(evidence) : linked(snapshot, evidence, origin)}`;
}

/** The evidence with its place, `(redis.rb:1)`, as a link; behind it where the evidence names no place. */
function linked(snapshot: Snapshot, evidence: string, { uri, range }: Location): string {
  const line = range.start.line + 1;
  const path = `${snapshot.path(uri)}:${line}`;
  const target = link(escapeMarkdown(path), `${uri}#L${line}`);
  const [before = '', after] = evidence.split(`(${path.slice(path.lastIndexOf('/') + 1)})`);
  return after === undefined ? `${prose(evidence)} (${target})` : `${prose(before)}(${target})${prose(after)}`;
}

function describePlace({ keyTemplate, context }: RedisCall): readonly string[] {
  const parts = [
    ...(keyTemplate === undefined ? [] : [`Key ${code(keyTemplate)}`]),
    ...(context === 'plain'
      ? []
      : [`${context === 'multi' ? 'in a transaction' : 'in a pipeline'}: the reply comes after the block`]),
  ];
  return parts.length === 0 ? [] : [parts.join(' · ')];
}

function describeFinding(
  snapshot: Snapshot,
  finding: Diagnostic,
  { documentationLink }: HoverContext,
): readonly string[] {
  const name = code(finding.rule);
  const rule = documentationLink === undefined ? name : link(name, documentationLink(finding.rule));
  if (finding.fixes.length === 0) {
    return [`${rule}: ${prose(finding.message)}`];
  }
  return finding.fixes.flatMap((fix) => [
    `${rule}: ${prose(fix.title)} *(${applicabilityTexts[fix.applicability]})*`,
    ...describeFix(snapshot, finding.uri, fix),
  ]);
}

/** The lines of the file that the fix changes, as a patch shows them. */
function describeFix(snapshot: Snapshot, uri: string, fix: Fix): readonly string[] {
  const before = snapshot.text(uri);
  if (before === undefined) {
    return [];
  }
  const after = applyEdits(
    before,
    fix.edits.filter((edit) => edit.uri === uri),
  );
  const lines = before.split(/\r?\n/);
  const changed = lineEdits(before, after).flatMap(({ range, newText }) => [
    ...lines
      .slice(range.start.line, range.end.character > 0 ? range.end.line + 1 : range.end.line)
      .map((line) => `- ${line}`),
    ...newText
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((line) => `+ ${line}`),
  ]);
  const shown = changed.length > maxDiffLines ? [...changed.slice(0, maxDiffLines), '…'] : changed;
  return shown.length === 0 ? [] : [codeBlock(shown, 'diff')];
}
