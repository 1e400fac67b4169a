import {
  type Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { Server, ServerState } from './server.ts';

/** The item at the bottom of the window: whether the server runs, and how many findings the open workspace has. */
export class StatusBar implements Disposable {
  readonly #item: StatusBarItem = window.createStatusBarItem('lintel.status', StatusBarAlignment.Left, -1);
  readonly #server: Server;
  readonly #comparesLocks: boolean;
  readonly #subscriptions: Disposable;

  constructor(server: Server, comparesLocks: boolean) {
    this.#server = server;
    this.#comparesLocks = comparesLocks;
    this.#item.name = 'Lintel';
    this.#subscriptions = Disposable.from(
      this.#item,
      server.onDidChangeState(() => this.#refresh()),
      languages.onDidChangeDiagnostics(() => this.#refresh()),
    );
    this.#item.show();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #refresh(): void {
    const shown = statusOf(this.#server.state, this.#comparesLocks);
    this.#item.text = shown.text;
    this.#item.tooltip = shown.tooltip;
    this.#item.accessibilityInformation = { label: shown.tooltip };
    this.#item.command = shown.command;
    this.#item.backgroundColor = shown.failed ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  }
}

interface Status {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  readonly failed: boolean;
}

function statusOf(state: ServerState, comparesLocks: boolean): Status {
  switch (state) {
    case 'running':
      return runningStatus(ownDiagnostics(), comparesLocks);
    case 'starting':
      return {
        text: '$(loading~spin) Lintel',
        tooltip: 'Lintel is starting',
        command: 'lintel.showOutput',
        failed: false,
      };
    default:
      return {
        text: '$(error) Lintel',
        tooltip: 'The Lintel server is not running. Select to see why.',
        command: 'lintel.showOutput',
        failed: true,
      };
  }
}

function runningStatus(findings: readonly Diagnostic[], comparesLocks: boolean): Status {
  const errors = findings.filter(({ severity }) => severity === DiagnosticSeverity.Error).length;
  const warnings = findings.filter(({ severity }) => severity === DiagnosticSeverity.Warning).length;
  const alarms = errors + warnings;
  const count = alarms === 0 ? '' : ` ${alarms}`;
  const tooltip = `Lintel: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(findings.length - alarms, 'suggestion')}`;
  if (!workspace.isTrusted) {
    return {
      text: `$(shield) Lintel${count}`,
      tooltip: `${tooltip}. Restricted mode: git is not run, so Gemfile.lock is not compared with its base.`,
      command: 'workbench.trust.manage',
      failed: false,
    };
  }
  return {
    text: `$(${alarms === 0 ? 'check' : 'warning'}) Lintel${count}`,
    tooltip: comparesLocks
      ? tooltip
      : `${tooltip}. Git does not run in a browser, so Gemfile.lock is not compared with its base.`,
    command: 'workbench.actions.view.problems',
    failed: false,
  };
}

function ownDiagnostics(): Diagnostic[] {
  return languages
    .getDiagnostics()
    .flatMap(([, diagnostics]) => diagnostics.filter(({ source }) => source === 'lintel'));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
