import type { Message, Sight } from './reporter.ts';

const address = process.env.LINTEL_SUITE_DRIVER ?? '';

/** Runs one step of the suite and reports how it went. A failed step does not stop those after it. */
export async function step(name: string, body: () => Promise<void>): Promise<void> {
  const start = Date.now();
  try {
    await body();
    await tell({ kind: 'passed', step: name, milliseconds: Date.now() - start });
  } catch (error) {
    await tell({
      kind: 'failed',
      step: name,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    await picture(`failed-${name.replaceAll(/\W+/g, '-')}`, sights.window);
  }
}

/** What a picture can be of. */
export const sights = {
  diff: { selector: '.monaco-diff-editor:visible .char-insert', frame: 'editor' },
  editor: { selector: '.monaco-editor:visible', frame: 'editor' },
  hover: { selector: '.monaco-hover:visible', frame: 'editor' },
  lightbulbMenu: { selector: '.action-widget:visible', frame: 'editor' },
  notification: { selector: '.notifications-center .notification-list-item:visible', frame: 'window' },
  preview: { selector: 'iframe.webview.ready:visible', frame: 'editor' },
  quickPick: { selector: '.quick-input-widget:visible .monaco-list-row', frame: 'window' },
  refactorPreview: { selector: '.bulk-edit-panel:visible .monaco-list-row', frame: 'window' },
  unfoldedProblem: { selector: '.marker-widget:visible', frame: 'editor' },
  walkthrough: { selector: '.gettingStartedContainer:visible :text("Majors nobody asked for")', frame: 'window' },
  window: { selector: 'body', frame: 'window' },
} satisfies Record<string, Sight>;

/** A row of a quick pick that holds `text`. */
export function quickPickRow(text: string): Sight {
  return {
    selector: `.quick-input-widget:visible .monaco-list-row:has-text(${JSON.stringify(text)})`,
    frame: 'window',
  };
}

/** A row of a view in the side bar that is read aloud as something with `text`, and one for each of `others`. */
export function viewRow(text: string, ...others: readonly string[]): Sight {
  const row = (held: string) => `.monaco-list-row[aria-label*=${JSON.stringify(held)}]`;
  const all = others.map((other) => `:has(${row(other)})`).join('');
  return { selector: `.sidebar${all} ${row(text)}`, frame: 'window' };
}

/** Has the driver, where it has eyes, wait until the window shows `of` and keep a picture. */
export async function picture(name: string, of: Sight): Promise<void> {
  await tell({ kind: 'picture', name, of });
}

/**
 * Does `show`, again every few seconds until the window shows `of`, and keeps a picture. VS Code drops a menu or a hover that it was asked
 * for when a slow machine lets its own look for a lightbulb, a moment after the cursor moved, overtake it; a person asks again.
 */
export async function pictureOnceShown(name: string, of: Sight, show: () => PromiseLike<unknown>): Promise<void> {
  let kept = false;
  const keeping = picture(name, of).then(() => {
    kept = true;
  });
  while (!kept) {
    await show();
    await Promise.race([keeping, pause(5_000)]);
  }
}

/** Prints a line of the suite's in the driver's output. */
export async function note(text: string): Promise<void> {
  await tell({ kind: 'note', text });
}

/** Fails where something does not hold: Node's assertions are not at hand in a browser. */
export function check(holds: boolean, said: string): asserts holds {
  if (!holds) throw new Error(`Not so: ${said}`);
}

/** Ends the run. */
export async function done(): Promise<void> {
  await tell({ kind: 'done' });
}

/** Asks until there is an answer, since an editor offers no event for most of what a test waits for. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  const end = Date.now() + 120_000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(50);
  }
  throw new Error(`Waited in vain for ${what}`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function tell(message: Message): Promise<void> {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(message) });
  if (!response.ok) throw new Error(`The driver refused ${message.kind}: ${await response.text()}`);
}
