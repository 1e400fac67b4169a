import { comparePositions } from '../syntax/textRange.ts';
import { CallTable } from './callTable.ts';
import type { Expression } from './expression.ts';
import { soleAssignment } from './keyTemplate.ts';
import { LiveFold } from './liveFold.ts';
import type { LockedVersion } from './lockedLibrary.ts';
import type { RedisCall } from './redisCall.ts';
import { enclosing, redisCalls } from './redisCalls.ts';
import { keepSameCalls } from './sameCalls.ts';
import type { RubySummary } from './summarize.ts';
import { createFlow, type Receivers } from './valueFlow.ts';
import type { WorkspaceIndex } from './workspaceIndex.ts';

/**
 * The summaries of a workspace, folded as they change. What a question needs is computed when it is first asked.
 *
 * An index that is `patient` answers at once after an edit: what it says of a file follows from all files as they are, but what
 * `callsOnKey` and `allCalls` say of the files that were not edited is as they were when it last settled.
 */
export class LiveIndex {
  readonly #patient: boolean;
  readonly #summaries = new Map<string, RubySummary>();
  readonly #folded = new Map<string, RubySummary>();
  /** URIs whose summary is not the folded one. */
  readonly #changed = new Set<string>();
  readonly #fold = new LiveFold();
  /** What was last said of each file. */
  readonly #calls = new Map<string, readonly RedisCall[]>();
  #table: CallTable | undefined;
  #view: WorkspaceIndex | undefined;
  #isSettled = true;

  constructor({ patient = false } = {}) {
    this.#patient = patient;
  }

  get summaries(): ReadonlyMap<string, RubySummary> {
    return this.#summaries;
  }

  set(uri: string, summary: RubySummary): void {
    this.#summaries.set(uri, summary);
    this.#change(uri);
  }

  delete(uri: string): void {
    if (this.#summaries.delete(uri)) {
      this.#calls.delete(uri);
      this.#change(uri);
    }
  }

  /** The locked versions, or what the user says of receivers, are others now. */
  reset(): void {
    this.#view = undefined;
    if (!this.#patient) {
      this.#table = undefined;
    }
    this.#isSettled = this.#table === undefined;
  }

  #change(uri: string): void {
    this.#changed.add(uri);
    this.reset();
    this.#table?.invalidate(uri);
  }

  /** The index of the files as they are now. After a change it throws when it is asked for calls: a new one is to be had. */
  view(lockedVersion: LockedVersion, receivers: Receivers = { clients: [], notClients: [] }): WorkspaceIndex {
    if (this.#view === undefined) {
      this.#catchUp();
      this.#view = this.#open(lockedVersion, receivers);
    }
    return this.#view;
  }

  /**
   * Brings what `callsOnKey` and `allCalls` say up to date with the last view, one file a step, so that the caller may pause or give up
   * between two; after a change it must begin anew. Ends at once when nothing was edited. Returns whether anything was to be done.
   */
  *settle(): Generator<void, boolean> {
    const view = this.#view;
    if (this.#isSettled || view === undefined) {
      return false;
    }
    const table = new CallTable(mayCall(this.#summaries), view.calls);
    for (const _ of table.fill()) {
      yield;
      if (this.#view !== view) {
        return true;
      }
    }
    this.#table = table;
    this.#isSettled = true;
    return true;
  }

  #keep(uri: string, found: readonly RedisCall[]): readonly RedisCall[] {
    const before = this.#patient ? this.#calls.get(uri) : undefined;
    const calls = before === undefined ? found : keepSameCalls(before, found);
    if (this.#patient) {
      this.#calls.set(uri, calls);
    }
    return calls;
  }

  #catchUp(): void {
    // In the order of URIs every fact is added at the end of its list.
    for (const uri of [...this.#changed].sort()) {
      const old = this.#folded.get(uri);
      const now = this.#summaries.get(uri);
      if (old !== undefined) {
        this.#fold.remove(old);
        this.#folded.delete(uri);
      }
      if (now !== undefined) {
        this.#fold.add(now);
        this.#folded.set(uri, now);
      }
    }
    this.#changed.clear();
  }

  #open(lockedVersion: LockedVersion, receivers: Receivers): WorkspaceIndex {
    const summaries = this.#summaries;
    const flow = createFlow(this.#fold.fold, receivers);
    const callsByUri = new Map<string, readonly RedisCall[]>();
    const calls = (uri: string): readonly RedisCall[] => {
      if (this.#view !== view) {
        throw new Error('This index was asked after the workspace had changed.');
      }
      const known = callsByUri.get(uri);
      if (known !== undefined) {
        return known;
      }
      const file = summaries.get(uri);
      const found = file === undefined ? [] : this.#keep(uri, redisCalls(flow, file, lockedVersion));
      callsByUri.set(uri, found);
      return found;
    };
    const table = () => {
      this.#table ??= new CallTable(mayCall(summaries), calls);
      this.#table.catchUp(calls);
      return this.#table;
    };
    let settings: ReadonlySet<string> | undefined;
    const view: WorkspaceIndex = {
      calls,
      callsOnKey: (template) => table().onKey(template),
      allCalls: () => table().all(),
      libraryCalls(uri) {
        const file = summaries.get(uri);
        return (file?.libraryCalls ?? []).flatMap(({ scope, ...site }) =>
          file === undefined ? [] : [{ ...site, enclosing: enclosing({ file, scope }) }],
        );
      },
      sets(name) {
        settings ??= assignedNames(summaries);
        return settings.has(name);
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
    return view;
  }
}

/** The files that may hold calls: one in twenty. */
function mayCall(summaries: ReadonlyMap<string, RubySummary>): readonly string[] {
  return [...summaries].filter(([, { calls }]) => calls.length > 0).map(([uri]) => uri);
}

function assignedNames(summaries: ReadonlyMap<string, RubySummary>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { libraryCalls } of summaries.values()) {
    for (const { call, assigned } of libraryCalls) {
      if (assigned) {
        names.add(call.method);
      }
    }
  }
  return names;
}

/** Scopes stand in source order and within their parents, so the innermost is the last that begins before the expression, or one around that. */
function innermostScope({ scopes }: RubySummary, { range }: Expression): number {
  let low = 0;
  let high = scopes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const scope = scopes[middle];
    if (scope !== undefined && comparePositions(scope.range.start, range.start) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  let index = low - 1;
  for (let scope = scopes[index]; scope !== undefined; scope = scopes[index]) {
    if (comparePositions(range.end, scope.range.end) <= 0) {
      return index;
    }
    index = scope.parent;
  }
  return 0;
}
