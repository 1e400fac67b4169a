import { comparePositions } from '../syntax/textRange.ts';
import { CallTable } from './callTable.ts';
import { type CallExpression, type Expression, unfrozen } from './expression.ts';
import type { Flow } from './flow.ts';
import { soleAssignment } from './keyTemplate.ts';
import { LiveFold } from './liveFold.ts';
import type { LockedVersion } from './lockedLibrary.ts';
import type { Place } from './place.ts';
import type { RedisCall } from './redisCall.ts';
import { enclosing, redisCall } from './redisCalls.ts';
import { keepSameCalls } from './sameCalls.ts';
import type { RubySummary } from './summarize.ts';
import type { CallSite } from './summary.ts';
import { createFlow, type Receivers } from './valueFlow.ts';
import type { WorkspaceIndex } from './workspaceIndex.ts';

/**
 * The summaries of a workspace, folded as they change. What a question needs is computed when it is first asked.
 *
 * An index that is `patient` answers at once after an edit: what its view says of a file follows from all files as they are, but what
 * `callsOnKey` and `allCalls` say of the files that were not edited is as they were when it last settled. Its provisional view, for while
 * someone types, knows less: what follows from an edit outside of the method that it was made in waits for the next full view.
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
  /** What was last said of each call site of the files that are being typed in. */
  readonly #answers = new WeakMap<CallSite, RedisCall | undefined>();
  readonly #typed = new Set<string>();
  #table: CallTable | undefined;
  /** That of the last full view which was asked for calls, while only what is typed has changed since, and after how many changes it was made. */
  #flow: { readonly flow: Flow; readonly since: number } | undefined;
  #changes = 0;
  #isGrowing = false;
  #isSettling = false;
  #view: WorkspaceIndex | undefined;
  /** The flow of that view, made when it is first asked for. */
  #flowOfView: (() => Flow) | undefined;
  #provisional: WorkspaceIndex | undefined;
  #isSettled = true;

  constructor({ patient = false } = {}) {
    this.#patient = patient;
  }

  get summaries(): ReadonlyMap<string, RubySummary> {
    return this.#summaries;
  }

  set(uri: string, summary: RubySummary, { isTyped = false } = {}): void {
    const wasTyped = this.#typed.has(uri);
    if (isTyped) {
      this.#typed.add(uri);
    } else {
      this.#typed.delete(uri);
    }
    this.#summaries.set(uri, summary);
    this.#change(uri, isTyped && wasTyped);
  }

  delete(uri: string): void {
    if (this.#summaries.delete(uri)) {
      this.#calls.delete(uri);
      this.#typed.delete(uri);
      this.#change(uri, false);
    }
  }

  /**
   * Whether many files are being read. Until all are, each of them makes a view no more provisional than an edit does: to find anew where clients come
   * from whenever somebody types would take longer and longer.
   */
  set isGrowing(isGrowing: boolean) {
    if (this.#isGrowing && !isGrowing && this.#flow !== undefined) {
      this.#flow = { flow: this.#flow.flow, since: this.#changes };
      this.#changes++;
      this.#outdate();
    }
    this.#isGrowing = isGrowing;
  }

  /** The locked versions, or what the user says of receivers, are others now. */
  reset(): void {
    this.#changes++;
    if (!this.#isGrowing) {
      this.#flow = undefined;
    }
    this.#outdate();
  }

  #outdate(): void {
    this.#view = undefined;
    this.#provisional = undefined;
    this.#isSettling = false;
    if (!this.#patient) {
      this.#table = undefined;
    }
    this.#isSettled = false;
  }

  #change(uri: string, isEdit: boolean): void {
    this.#changed.add(uri);
    this.#changes++;
    if (!this.#isGrowing && (!isEdit || this.#changesSince > mostTyped)) {
      this.#flow = undefined;
    }
    this.#outdate();
    if (!this.#isGrowing || isEdit) {
      this.#table?.invalidate(uri);
    }
  }

  get #changesSince(): number {
    return this.#changes - (this.#flow?.since ?? 0);
  }

  /** The index of the files as they are now. After a change it throws when it is asked for calls: a new one is to be had. */
  view(lockedVersion: LockedVersion, receivers = noReceivers): WorkspaceIndex {
    if (this.#view === undefined) {
      this.#catchUp();
      let made: Flow | undefined;
      const flow = () => {
        made ??= this.#newFlow(receivers);
        return made;
      };
      this.#flowOfView = flow;
      this.#view = this.#open(flow, (file, site) => redisCall(flow(), file, site, lockedVersion));
    }
    return this.#view;
  }

  #newFlow(receivers: Receivers): Flow {
    const flow = createFlow(this.#fold.fold, receivers);
    if (!this.#isSettling) {
      this.#flow = { flow, since: this.#changes };
    }
    for (const uri of this.#typed) {
      this.#table?.invalidate(uri);
    }
    return flow;
  }

  /**
   * As `view`, for while someone types: of call sites in methods that were not touched it says what was last said of them, and where clients come
   * from as of the last full view. Ends to be provisional with the next full view, or when the index settles.
   */
  provisionalView(lockedVersion: LockedVersion, receivers = noReceivers): WorkspaceIndex {
    const flow = this.#flow?.flow;
    if (!this.#patient || this.#changesSince === 0 || flow === undefined) {
      return this.view(lockedVersion, receivers);
    }
    if (this.#provisional === undefined) {
      this.#catchUp();
      const answers = this.#answers;
      this.#provisional = this.#open(
        () => flow,
        (file, site) => (answers.has(site) ? answers.get(site) : redisCall(flow, file, site, lockedVersion)),
      );
      this.#isSettled = false;
    }
    return this.#provisional;
  }

  /**
   * Brings what `callsOnKey` and `allCalls` say up to date with the last view, one file or less a step, so that the caller may pause or give up
   * between two; after a change it must begin anew. Ends at once when nothing was edited. Returns whether anything was to be done.
   */
  *settle(): Generator<void, boolean> {
    const [view, flow] = [this.#view, this.#flowOfView];
    if (this.#isSettled || view === undefined || flow === undefined) {
      return false;
    }
    // Until all is known, who types goes on with what was known before.
    this.#isSettling = true;
    const table = new CallTable(mayCall(this.#summaries), (uri) => flow().attempt(() => view.calls(uri)));
    for (const _ of table.fill()) {
      yield;
      if (this.#view !== view) {
        return true;
      }
    }
    this.#table = table;
    this.#takeFlow(flow());
    this.#isSettled = true;
    return true;
  }

  /** Finds the calls of one file as the last view says them, a part a step; whoever asks that view afterwards is answered at once. Ends after a change. */
  *find(uri: string): Generator<void> {
    const [view, flow] = [this.#view, this.#flowOfView];
    const isAsking = (this.#summaries.get(uri)?.calls.length ?? 0) > 0;
    if (view === undefined || flow === undefined || !isAsking) {
      return;
    }
    const wasSettling = this.#isSettling;
    this.#isSettling = true;
    while (flow().attempt(() => view.calls(uri)) === undefined) {
      yield;
      if (this.#view !== view) {
        return;
      }
    }
    if (!wasSettling) {
      this.#takeFlow(flow());
    }
  }

  #takeFlow(flow: Flow): void {
    this.#flow = { flow, since: this.#changes };
    this.#isSettling = false;
  }

  /** The calls of a file in source order, each as `ask` answers for its site. */
  #callsOf(file: RubySummary, ask: Ask): readonly RedisCall[] {
    const found = file.calls
      .flatMap((site) => {
        const call = ask(file, site);
        return call === undefined ? [] : [{ site, call }];
      })
      .sort((a, b) => comparePositions(a.call.range.start, b.call.range.start));
    const calls = found.map(({ call }) => call);
    if (!this.#patient) {
      return calls;
    }
    const before = this.#calls.get(file.uri);
    const kept = before === undefined ? calls : keepSameCalls(before, calls);
    this.#calls.set(file.uri, kept);
    if (this.#typed.has(file.uri)) {
      const answers = new Map(found.map(({ site }, index) => [site, kept[index]]));
      for (const site of file.calls) {
        this.#answers.set(site, answers.get(site));
      }
    }
    return kept;
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
      if (now !== undefined && now.scopes.length > 0) {
        this.#fold.add(now);
        this.#folded.set(uri, now);
      }
    }
    this.#changed.clear();
  }

  #open(flow: () => Flow, ask: Ask): WorkspaceIndex {
    const summaries = this.#summaries;
    const { fold } = this.#fold;
    const callsByUri = new Map<string, readonly RedisCall[]>();
    const calls = (uri: string): readonly RedisCall[] => {
      if (this.#view !== view && this.#provisional !== view) {
        throw new Error('This index was asked after the workspace had changed.');
      }
      const known = callsByUri.get(uri);
      if (known !== undefined) {
        return known;
      }
      const file = summaries.get(uri);
      const found = file === undefined ? [] : this.#callsOf(file, ask);
      callsByUri.set(uri, found);
      return found;
    };
    const table = () => {
      this.#table ??= new CallTable(this.#isGrowing ? [...this.#typed] : mayCall(summaries), calls);
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
      answersItself(uri, call) {
        const file = summaries.get(uri);
        return file !== undefined && answersItself(flow(), call, { file, scope: innermostScope(file, call) });
      },
      assigned: (attribute) => (fold.attributes.get(attribute) ?? []).map(({ assignment }) => assignment.value),
      directives: (uri) => summaries.get(uri)?.directives ?? [],
      resolve(uri, expression) {
        const file = summaries.get(uri);
        if (file === undefined) {
          return expression;
        }
        const assigned = soleAssignment(flow(), expression, { file, scope: innermostScope(file, expression) });
        return unfrozen(assigned === undefined ? expression : assigned.assignment.value);
      },
    };
    return view;
  }
}

/** What a call site sends to a client, if it does. */
type Ask = (file: RubySummary, site: CallSite) => RedisCall | undefined;

const noReceivers: Receivers = { clients: [], notClients: [] };

/** The flow keeps what it was asked of texts that are gone: after so many edits without a pause a view is full once more. */
const mostTyped = 400;

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

function answersItself({ fold, hierarchy }: Flow, { receiver, method }: CallExpression, place: Place): boolean {
  const meaning = receiver?.kind === 'constant' ? hierarchy.constant(receiver, place) : undefined;
  if (meaning?.kind !== 'foreign') {
    return meaning !== undefined;
  }
  const entry = fold.classes.get(meaning.path);
  return entry !== undefined && hierarchy.members({ entry, singleton: true }, method).length > 0;
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
