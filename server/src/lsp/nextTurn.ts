/**
 * Lets in what waits: a message, a file that was read. In Node a chain of timers of no time lets in nothing for as long as each has work to do;
 * browsers have nothing else, and let messages in between.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
