import type { Pin, PinEdit, PinEdits } from '../dependencies/pin.ts';
import { beyondThePin, movedAlong } from '../dependencies/pinnedLock.ts';
import { applyEdits } from '../linter/applyFixes.ts';
import { hasStrayReturn } from '../syntax/lineEnds.ts';
import { parseLockfile } from '../syntax/lockfile/parseLockfile.ts';
import type { BundlerAnswer, ResolveRequest } from './bundlerAnswer.ts';

/** A planned pin with the texts that it changes. */
export interface PinTask {
  readonly pin: Pin;
  readonly along: readonly string[];
  readonly gemfileEdits: readonly PinEdit[];
  readonly lockEdits: PinEdits;
  /** Absolute. */
  readonly gemfilePath: string;
  readonly gemfile: string;
  readonly lock: string;
  readonly signal?: AbortSignal;
}

/** Both files as they will be, or why nothing may change. */
export type PinResult =
  | {
      readonly ok: true;
      readonly gemfile: string;
      readonly lock: string;
      /** Said where Bundler could not be asked, and where other gems move with the pinned one. */
      readonly note: string | undefined;
    }
  | { readonly ok: false; readonly reason: string; readonly output?: string };

/**
 * Works out the two files of a pin without writing them: the lock through `bundler` where there is one, by hand where not. `bundler` is
 * undefined in a folder that is not trusted: Bundler runs the Gemfile.
 */
export async function applyPin(
  task: PinTask,
  bundler: ((request: ResolveRequest) => Promise<BundlerAnswer>) | undefined,
): Promise<PinResult> {
  const { pin, along, gemfilePath, lock, signal } = task;
  if ([task.gemfile, lock].some(hasStrayReturn)) {
    return { ok: false, reason: 'The Gemfile or its lock has carriage returns that end no line.' };
  }
  const gemfile = applyEdits(task.gemfile, task.gemfileEdits);
  const answer = await bundler?.({ gemfilePath, gemfile, lock, gem: pin.gem, along, ...(signal && { signal }) });
  if (answer?.ok) {
    const [before, after] = [parseLockfile(lock), parseLockfile(answer.lock)];
    const beyond = beyondThePin(before, after, pin.gem, pin.requirements);
    if (beyond !== undefined) {
      return { ok: false, reason: `Bundler would change more than ${pin.gem}: ${beyond}.` };
    }
    const along = movedAlong(before, after, pin.gem);
    const note = along.length === 0 ? undefined : `With it, as it needs them, move: ${along.join(', ')}.`;
    return { ok: true, gemfile, lock: answer.lock, note };
  }
  if (answer !== undefined && !answer.absent) {
    const { reason, output } = answer;
    return { ok: false, reason, ...(output !== undefined && { output }) };
  }
  const why = answer?.reason ?? 'The folder is not trusted, so that its Gemfile is not run.';
  if (!task.lockEdits.ok) {
    return { ok: false, reason: `${why} The lock cannot be edited by hand: ${task.lockEdits.reason}.` };
  }
  const edited = applyEdits(lock, task.lockEdits.edits);
  return { ok: true, gemfile, lock: edited, note: `${why} The lock was edited by hand.` };
}

/** The version that the text of a lock holds a gem at. */
export function lockedVersion(lock: string, gem: string): string | undefined {
  return parseLockfile(lock)
    .sources.flatMap(({ specs }) => specs)
    .find(({ name }) => name === gem)?.version;
}
