import { parse } from 'yaml';
import { defaultLineLength } from '../dependencies/pinEdit.ts';
import type { FileSystem } from './fileSystem.ts';

/** The longest line that RuboCop allows in a folder: what its own `.rubocop.yml` says, else RuboCop's default. */
export async function maxLineLength(folderUri: string, fileSystem: FileSystem): Promise<number> {
  const read = await fileSystem.read(`${folderUri.replace(/\/$/, '')}/.rubocop.yml`);
  return (read.ok ? lineLengthIn(read.text) : undefined) ?? defaultLineLength;
}

function lineLengthIn(text: string): number | undefined {
  try {
    const max: unknown = parse(text, { maxAliasCount: 20, logLevel: 'silent' })?.['Layout/LineLength']?.Max;
    return typeof max === 'number' && max > 0 ? max : undefined;
  } catch {
    // ERB and broken YAML: RuboCop's own business.
    return undefined;
  }
}
