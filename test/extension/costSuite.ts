import assert from 'node:assert/strict';
import { Session } from 'node:inspector/promises';
import { commands, extensions, workspace } from 'vscode';
import { done, note, step, until } from './driver.ts';
import { findingIn, open, showAt } from './editor.ts';

const worker = 'app/workers/catalog_import_worker.rb';
const keystrokes = 200;

/** VS Code calls this in its extension host, with the example app open: tells what Lintel costs that process, which all extensions share. */
export async function run(): Promise<void> {
  await step('VS Code says how long the activation took', async () => {
    await extensions.getExtension('lintel.lintel')?.activate();
    await open(worker);
    await findingIn(worker, /UNLINK/);
    await commands.executeCommand('perfview.show');
    const figures = await until("VS Code's page about its start", () => {
      const page = workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
      return page
        ?.getText()
        .split('\n')
        .find((line) => line.includes('lintel.lintel'));
    });
    const [, , , load, call, finish] = figures.split('|').map((cell) => Number(cell));
    assert.ok(load !== undefined && load >= 0 && call !== undefined && finish !== undefined, figures);
    await note(`activation: ${load} ms to load the code, ${call} ms to run it, ${finish} ms until it had ended`);
    await commands.executeCommand('workbench.action.closeActiveEditor');
  });

  await step('typing leaves the work to the server', async () => {
    const editor = await open(worker);
    showAt(editor, editor.document.lineAt(editor.document.lineCount - 1).range.end);
    const { samples, own, wall } = await profile('/dist/client.cjs', async () => {
      for (let count = 0; count < keystrokes; count++) {
        await commands.executeCommand('type', { text: count % 20 === 0 ? '\n' : 'x' });
      }
    });
    assert.ok(samples > 0, 'a profile without samples tells nothing');
    assert.ok(editor.document.getText().endsWith('x'.repeat(19)), 'what was typed arrived');
    await note(`${keystrokes} keystrokes in ${Math.round(wall)} ms: ${own.toFixed(1)} ms of them in Lintel's code`);
    await commands.executeCommand('workbench.action.files.revert');
  });

  await done();
}

/** Has V8 watch this process meanwhile: the milliseconds in functions of files whose path holds `path`, and in all. */
async function profile(
  path: string,
  work: () => Promise<void>,
): Promise<{ readonly samples: number; readonly own: number; readonly wall: number }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  await work();
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  const inside = new Set(taken.nodes.filter(({ callFrame }) => callFrame.url.includes(path)).map(({ id }) => id));
  const { samples = [], timeDeltas = [] } = taken;
  const own = timeDeltas.filter((_, index) => inside.has(samples[index] ?? -1)).reduce((sum, delta) => sum + delta, 0);
  return { samples: samples.length, own: own / 1000, wall: (taken.endTime - taken.startTime) / 1000 };
}
