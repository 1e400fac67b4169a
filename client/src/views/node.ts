import { type Command, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';

/** A place as the protocol states it. */
export interface Place {
  readonly uri: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** How loud a finding is. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** The icons that stand for findings, as in VS Code's own list of problems. */
export const severityIcons: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'lightbulb',
};

/** One row of a view: what it shows, and how its rows below are found when somebody opens it. */
export interface Node {
  readonly label: string;
  readonly description?: string | undefined;
  readonly tooltip?: string | undefined;
  readonly icon?: string;
  readonly color?: string | undefined;
  readonly place?: Place | undefined;
  readonly contextValue?: string;
  /** What the row is about, for commands in its menu. */
  readonly gem?: { readonly lockUri: string; readonly name: string };
  readonly lockUri?: string;
  readonly expanded?: boolean;
  children?(): Promise<readonly Node[]> | readonly Node[];
}

/** The row as VS Code draws it. Screen readers get label and description as one sentence. */
export function toTreeItem(node: Node): TreeItem {
  const item = new TreeItem(node.label, collapsibleState(node));
  if (node.description !== undefined) item.description = node.description;
  // A narrow side bar cuts off what stands behind the label.
  item.tooltip = node.tooltip ?? [node.label, node.description].filter(Boolean).join(' ');
  if (node.contextValue !== undefined) item.contextValue = node.contextValue;
  if (node.icon !== undefined) {
    item.iconPath = new ThemeIcon(node.icon, node.color === undefined ? undefined : new ThemeColor(node.color));
  }
  if (node.place !== undefined) item.command = openCommand(node.place);
  item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(', ') };
  return item;
}

function collapsibleState({ children, expanded }: Node): TreeItemCollapsibleState {
  if (children === undefined) return TreeItemCollapsibleState.None;
  return expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function openCommand({ uri, range }: Place): Command {
  return {
    command: 'vscode.open',
    title: 'Open',
    arguments: [Uri.parse(uri), { selection: selectionOf(range.start) }],
  };
}

function selectionOf(start: Place['range']['start']): object {
  return { start, end: start };
}
