import { type Connection, MessageType, type WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { Bundle } from '../dependencies/bundle.ts';
import { planPin } from '../dependencies/planPin.ts';
import { bundleInstallCommand, pinCommand, showOutputCommand } from '../features/clientAbilities.ts';
import { editToReach } from '../features/workspaceEdit.ts';
import { applyPin, lockedVersion, type PinResult } from '../workspace/applyPin.ts';
import type { BundlerAnswer } from '../workspace/bundlerAnswer.ts';
import { maxLineLength } from '../workspace/lineLength.ts';
import { createProgress, showMessage } from './asking.ts';
import type { Host } from './host.ts';
import { whyNotWritten } from './linksOut.ts';
import type { Session } from './session.ts';

interface PinContext {
  readonly connection: Connection;
  readonly session: Session;
  readonly host: Host;
}

/** A bundle with the texts that it was read from. */
interface BundleTexts {
  readonly bundle: Bundle;
  readonly gemfileUri: string;
  readonly gemfile: string;
  readonly lock: string;
}

/**
 * `lintel.pin LOCK_URI GEM`: plans the pin, has Bundler resolve it, and changes Gemfile and lock in one edit. Nothing is changed unless all of
 * it worked; else the person reads what Bundler said and what to do.
 */
export function registerPin(connection: Connection, session: () => Session, host: Host): void {
  connection.onExecuteCommand(async ({ command, arguments: [lockUri, gem] = [] }) => {
    if (command === pinCommand && typeof lockUri === 'string' && typeof gem === 'string') {
      await pin({ connection, session: session(), host }, lockUri, gem);
    }
    return null;
  });
}

async function pin(context: PinContext, lockUri: string, gem: string): Promise<void> {
  const texts = await textsOf(context, lockUri);
  if (texts === undefined) {
    return void refuse(context, gem, 'there is no Gemfile beside the lock.');
  }
  const folderUri = context.session.folderOf(lockUri).uri;
  const refusal = await whyNotWritten([texts.gemfileUri, lockUri], folderUri, context.host);
  if (refusal !== undefined) {
    return void refuse(context, gem, `${refusal}.`);
  }
  const result = await resolve(context, texts, gem);
  if (!result.ok) {
    return void refuse(context, gem, result.reason, result.output);
  }
  const now = await textsOf(context, lockUri);
  if (now?.gemfile !== texts.gemfile || now.lock !== texts.lock) {
    return void refuse(context, gem, 'Gemfile or lock changed meanwhile: try again.');
  }
  const after = new Map([
    [texts.gemfileUri, result.gemfile],
    [lockUri, result.lock],
  ]);
  const edit = context.session.edit(editToReach(after, (uri) => (uri === lockUri ? texts.lock : texts.gemfile)));
  const { applied } = await context.connection.workspace.applyEdit({ label: `Pin ${gem}`, edit });
  // The command is done; how long a message stays is another matter.
  return applied
    ? void announce(
        context,
        texts.gemfileUri,
        `${gem} is pinned, and locked at ${lockedVersion(result.lock, gem)}.`,
        result.note,
      )
    : void refuse(context, gem, 'the editor refused the change.');
}

async function textsOf({ session }: PinContext, lockUri: string): Promise<BundleTexts | undefined> {
  const { workspace } = await session.fresh(lockUri);
  const snapshot = workspace.snapshot();
  const bundle = snapshot.bundleFor(lockUri);
  const gemfileUri = bundle?.gemfileUri;
  const [gemfile, lock] = [gemfileUri && snapshot.text(gemfileUri), snapshot.text(lockUri)];
  return bundle === undefined || gemfileUri === undefined || gemfile === undefined || lock === undefined
    ? undefined
    : { bundle, gemfileUri, gemfile, lock };
}

async function resolve({ connection, session, host }: PinContext, texts: BundleTexts, gem: string): Promise<PinResult> {
  const { bundle, gemfileUri, gemfile, lock } = texts;
  const folderUri = gemfileUri.slice(0, gemfileUri.lastIndexOf('/'));
  const plan = planPin(bundle, gemfile, gem, { maxLineLength: await maxLineLength(folderUri, session.fileSystem) });
  if (!plan.ok) {
    return { ok: false, reason: `${plan.reason}.` };
  }
  const { trusted, showsProgress } = session.client;
  const bundler = trusted ? (gemfileUri.startsWith('file:') && host.resolveBundle) || noBundler : undefined;
  const progress = showsProgress ? await createProgress(connection) : undefined;
  progress?.begin(`Pin ${gem}`, undefined, 'asking Bundler…', true);
  try {
    const gemfilePath = URI.parse(gemfileUri).fsPath;
    return await applyPin({ ...plan, gemfilePath, gemfile, lock, signal: cancellation(progress) }, bundler);
  } finally {
    progress?.done();
  }
}

async function noBundler(): Promise<BundlerAnswer> {
  return { ok: false, absent: true, reason: 'Bundler does not run here.' };
}

function cancellation(progress: WorkDoneProgressServerReporter | undefined): AbortSignal {
  const abort = new AbortController();
  progress?.token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}

async function refuse(context: PinContext, gem: string, reason: string, output?: string): Promise<void> {
  const { connection, session } = context;
  const message = `${gem} gets no pin: ${reason} Nothing was changed.`;
  if (output !== undefined) {
    connection.console.error(`What Bundler said:\n${output.trim()}`);
  }
  const offer = output !== undefined && session.client.commands.has(showOutputCommand) ? 'Show output' : undefined;
  if (await showMessage(connection, MessageType.Error, message, offer)) {
    await connection.sendNotification('lintel/run', { command: showOutputCommand, arguments: [] });
  }
}

async function announce(context: PinContext, gemfileUri: string, message: string, note: string | undefined) {
  const { connection, session } = context;
  const { commands, trusted } = session.client;
  const offer = trusted && commands.has(bundleInstallCommand) ? 'Run bundle install' : undefined;
  const text = note === undefined ? message : `${message} ${note}`;
  if (await showMessage(connection, MessageType.Info, text, offer)) {
    await connection.sendNotification('lintel/run', { command: bundleInstallCommand, arguments: [gemfileUri] });
  }
}
