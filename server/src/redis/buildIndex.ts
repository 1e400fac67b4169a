import { comparePositions, containsPosition } from '../syntax/textRange.ts';
import { append } from './classEntry.ts';
import type { Expression } from './expression.ts';
import { foldSummaries } from './fold.ts';
import { soleAssignment } from './keyTemplate.ts';
import type { LockedVersion } from './lockedLibrary.ts';
import type { RedisCall } from './redisCall.ts';
import { enclosing, redisCalls } from './redisCalls.ts';
import type { RubySummary } from './summarize.ts';
import { createFlow, type Receivers } from './valueFlow.ts';
import type { WorkspaceIndex } from './workspaceIndex.ts';

/**
 * Folds the summaries of a workspace into its index. What a question needs is computed when it is first asked. `receivers` is what
 * the user says of receivers that Lintel cannot judge.
 */
export function buildIndex(
  summaries: ReadonlyMap<string, RubySummary>,
  lockedVersion: LockedVersion,
  receivers: Receivers = { clients: [], notClients: [] },
): WorkspaceIndex {
  const flow = createFlow(foldSummaries(summaries), receivers);
  const uris = [...summaries.keys()];
  const callsByUri = new Map<string, readonly RedisCall[]>();
  let callsByKey: Map<string, RedisCall[]> | undefined;

  function calls(uri: string): readonly RedisCall[] {
    const known = callsByUri.get(uri);
    if (known !== undefined) {
      return known;
    }
    const file = summaries.get(uri);
    const found = file === undefined ? [] : redisCalls(flow, file, lockedVersion);
    callsByUri.set(uri, found);
    return found;
  }

  function keyTable(): Map<string, RedisCall[]> {
    if (callsByKey === undefined) {
      callsByKey = new Map();
      for (const call of uris.flatMap(calls)) {
        if (call.keyTemplate !== undefined) {
          append(callsByKey, call.keyTemplate, call);
        }
      }
    }
    return callsByKey;
  }

  return {
    uris,
    calls,
    callsOnKey: (template) => keyTable().get(template) ?? [],
    libraryCalls(uri) {
      const file = summaries.get(uri);
      return (file?.libraryCalls ?? []).flatMap(({ scope, ...site }) =>
        file === undefined ? [] : [{ ...site, enclosing: enclosing({ file, scope }) }],
      );
    },
    directives: (uri) => summaries.get(uri)?.directives ?? [],
    resolve(uri, expression) {
      const file = summaries.get(uri);
      if (file === undefined) {
        return expression;
      }
      const assigned = soleAssignment(flow, expression, { file, scope: innermostScope(file, expression) });
      return assigned === undefined ? expression : assigned.assignment.value;
    },
  };
}

/** Scopes stand in source order, so the last one around the expression is the innermost. */
function innermostScope(file: RubySummary, { range }: Expression): number {
  return Math.max(
    0,
    file.scopes.findLastIndex(
      (scope) => containsPosition(scope.range, range.start) && comparePositions(range.end, scope.range.end) <= 0,
    ),
  );
}
