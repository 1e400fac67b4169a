import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { URI } from 'vscode-uri';
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
  return { ...project, uris: [uri] };
}
