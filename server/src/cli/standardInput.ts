import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { URI } from 'vscode-uri';
import { unparsedReason } from '../workspace/fileSystem.ts';
import { openProject, type Project } from './openProject.ts';
import { UsageError } from './usageError.ts';

/** The project of `--stdin --stdin-filename F`: F's folder gives the context, standard input gives F's text. */
export async function openStandardInput(filename: string | undefined): Promise<Project> {
  if (filename === undefined) {
    throw new UsageError('--stdin needs --stdin-filename: the name tells what kind of file it is');
  }
  const path = resolve(filename);
  const uri = URI.file(path).toString();
  const project = await openProject([dirname(filename)]);
  project.workspace.setText(uri, await text(process.stdin));
  const stated = `${project.names.pathOf(uri)}: skipped: `;
  // What is said of the file on the disk is not true of the text that was given.
  const others = project.notes.filter((line) => !line.startsWith(stated));
  const own = project.workspace.isUnparsed(uri) ? [stated + unparsedReason] : [];
  return { ...project, uris: [uri], notes: [...others, ...own] };
}
