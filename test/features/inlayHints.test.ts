import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inlayHints } from '../../server/src/features/inlayHints.ts';
import { openInEditor } from '../support/editorProject.ts';
import { gemfile, lock } from '../support/storefrontTexts.ts';

/** The lines that carry a hint, with it in place. */
function hintsIn(path: string, files: string, lastLine = 1_000): readonly string[] {
  const project = openInEditor(files);
  const range = { start: { line: 0, character: 0 }, end: { line: lastLine, character: 0 } };
  const lines = project.textOf(path).split('\n');
  return inlayHints(project.snapshot, project.uriOf(path), range).map(({ position, label }) => {
    const line = lines[position.line] ?? '';
    const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
    return `${line.slice(0, position.character)} ⟨${text}⟩${line.slice(position.character)}`;
  });
}

describe('hints in a Gemfile', () => {
  it('tell the locked version where the line does not', () => {
    assert.deepEqual(hintsIn('Gemfile', `#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock}`), [
      'gem "rails", "~> 8.1.3" ⟨8.1.3⟩',
      'gem "sidekiq", "~> 7.3" ⟨7.3.9⟩',
    ]);
  });
});

describe('hints in a lock', () => {
  it('tell who pulls a gem that nobody holds, and are silent on all others', () => {
    assert.deepEqual(hintsIn('Gemfile.lock', `#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock}`), [
      '    connection_pool (3.0.2) ⟨<- activesupport >= 2.2.5 +3 · lets 4.0 in⟩',
      '    redis-client (0.26.1) ⟨<- sidekiq >= 0.22.2 · no ceiling⟩',
    ]);
  });

  it('are silent on a gem that one requirement holds', () => {
    const held = lock.replace('connection_pool (< 5)', 'connection_pool (< 4)');
    assert.deepEqual(hintsIn('Gemfile.lock', `#- Gemfile.lock\n${held}`), [
      '    redis-client (0.26.1) ⟨<- sidekiq >= 0.22.2 · no ceiling⟩',
    ]);
  });

  it('come for the lines that were asked for', () => {
    assert.equal(hintsIn('Gemfile.lock', `#- Gemfile.lock\n${lock}`, 15).length, 1);
  });
});
