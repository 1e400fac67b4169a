import { nextTurn } from './nextTurn.ts';

/** Between two pauses that let the server answer requests, in milliseconds. */
const sliceMs = 4;

/** Takes all steps, with a `pause` whenever a slice of time is used up. */
export async function inSlices<T>(steps: Generator<void, T>, pause: () => Promise<void>): Promise<T> {
  let sliceStart = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
    if (performance.now() - sliceStart > sliceMs) {
      await pause();
      sliceStart = performance.now();
    }
  }
}

/** Lets other work in when a slice of time is used up. The function rejects when `signal` aborts. */
export function pauses(signal: AbortSignal | undefined): () => Promise<void> {
  let sliceStart = performance.now();
  return async () => {
    if (performance.now() - sliceStart > sliceMs) {
      await nextTurn();
      signal?.throwIfAborted();
      sliceStart = performance.now();
    }
  };
}
