import type { ArtifactChange, Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import type { Diagnostic, Severity } from '../../linter/diagnostic.ts';
import type { Edit } from '../../linter/fix.ts';
import type { RegisteredRule } from '../../linter/rule.ts';
import { summary } from '../../linter/ruleSummary.ts';
import { documentation } from '../../rules/documentation.ts';
import type { TextRange } from '../../syntax/textRange.ts';
import { printJson } from '../output.ts';
import { version } from '../version.ts';
import type { CheckReport } from './checkReport.ts';
import { lineHashes } from './lineHashes.ts';

type PathOf = CheckReport['pathInRepository'];

/** The standard has nothing below a note: `none` is the level of what is no problem. */
const levels: Record<Severity, Result.level> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** `--format sarif`: SARIF 2.1.0 with fixes, for GitHub code scanning and other viewers. */
export function reportSarif({ diagnostics, rules, shard, textOf, pathInRepository }: CheckReport): void {
  const uris = new Set(diagnostics.map(({ uri }) => uri));
  const hashes = new Map([...uris].map((uri) => [uri, lineHashes(textOf(uri) ?? '')]));
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: 'Lintel', version, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        // Uploads with the same id replace each other: each shard has its own.
        ...(shard === undefined ? {} : { automationDetails: { id: `lintel/shard-${shard.index}-of-${shard.count}/` } }),
        results: diagnostics.map((diagnostic) => ({
          ...result(diagnostic, rules, pathInRepository),
          partialFingerprints: {
            primaryLocationLineHash: hashes.get(diagnostic.uri)?.(diagnostic.range.start.line + 1) ?? '',
          },
        })),
      },
    ],
  };
  printJson(log);
}

/** GitHub wants both descriptions, and shows them beside a result. */
function descriptor({ id, rule }: RegisteredRule): ReportingDescriptor {
  const page = documentation.get(id) ?? id;
  const description = { text: summary(page) };
  return {
    id,
    shortDescription: description,
    fullDescription: description,
    help: { text: page, markdown: page },
    defaultConfiguration: { level: levels[rule.meta.severity], enabled: rule.meta.offByDefault !== true },
  };
}

function result(diagnostic: Diagnostic, rules: readonly RegisteredRule[], pathOf: PathOf): Result {
  return {
    ruleId: diagnostic.rule,
    ruleIndex: rules.findIndex(({ id }) => id === diagnostic.rule),
    level: levels[diagnostic.severity],
    message: { text: diagnostic.message },
    locations: [{ physicalLocation: physicalLocation(pathOf(diagnostic.uri), diagnostic.range) }],
    relatedLocations: diagnostic.related.map((related, id) => ({
      id,
      message: { text: related.message },
      physicalLocation: physicalLocation(pathOf(related.uri), related.range),
    })),
    fixes: diagnostic.fixes.map((fix) => ({
      description: { text: fix.title },
      artifactChanges: artifactChanges(fix.edits, pathOf),
    })),
  };
}

/** One change for each file: the standard wants their files distinct. */
function artifactChanges(edits: readonly Edit[], pathOf: PathOf): ArtifactChange[] {
  const uris = new Set(edits.map(({ uri }) => uri));
  return [...uris].map((uri) => ({
    artifactLocation: artifact(pathOf(uri)),
    replacements: edits
      .filter((edit) => edit.uri === uri)
      .map(({ range, newText }) => ({ deletedRegion: region(range), insertedContent: { text: newText } })),
  }));
}

function physicalLocation(path: string, range: TextRange): PhysicalLocation {
  return { artifactLocation: artifact(path), region: region(range) };
}

/** A name can hold what would begin a fragment, a query or, after a first word, be a scheme. */
function artifact(path: string): { uri: string } {
  return { uri: path.split('/').map(encodeURIComponent).join('/') };
}

function region({ start, end }: TextRange): Region {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
