import assert from 'node:assert/strict';
import { it } from 'node:test';
import { documentLinks } from '../../server/src/features/documentLinks.ts';
import { openInEditor, showLocations } from '../support/editorProject.ts';
import { gemfile, lock } from '../support/storefrontTexts.ts';

function linksIn(path: string, files: string): readonly string[] {
  const project = openInEditor(files);
  const uri = project.uriOf(path);
  return documentLinks(project.snapshot, uri).map(
    ({ range, target }) => `${showLocations(project, [{ uri, range }])[0]?.trim()} -> ${target}`,
  );
}

it('links the versions of public gems in a lock, and no gem of another source', () => {
  assert.deepEqual(linksIn('Gemfile.lock', `#- Gemfile.lock\n${lock}`), [
    'Gemfile.lock:11:     activesupport ([8.1.3]) -> https://rubygems.org/gems/activesupport/versions/8.1.3',
    'Gemfile.lock:14:     connection_pool ([3.0.2]) -> https://rubygems.org/gems/connection_pool/versions/3.0.2',
    'Gemfile.lock:15:     minitest ([6.0.6]) -> https://rubygems.org/gems/minitest/versions/6.0.6',
    'Gemfile.lock:16:     rails ([8.1.3]) -> https://rubygems.org/gems/rails/versions/8.1.3',
    'Gemfile.lock:19:     redis-client ([0.26.1]) -> https://rubygems.org/gems/redis-client/versions/0.26.1',
    'Gemfile.lock:21:     sidekiq ([7.3.9]) -> https://rubygems.org/gems/sidekiq/versions/7.3.9',
  ]);
});

it('leaves a Gemfile without underlines: its hovers lead to the pages', () => {
  assert.deepEqual(linksIn('Gemfile', `#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock}`), []);
});

it('tells no public site the name of a gem that may be private', () => {
  const mixed = lock.replace(
    '  remote: https://rubygems.org/\n',
    '  remote: https://rubygems.org/\n  remote: https://gems.example/\n',
  );
  assert.deepEqual(linksIn('Gemfile.lock', `#- Gemfile.lock\n${mixed}`), []);
  const lookalike = lock.replace('https://rubygems.org/', 'https://rubygems.org.example/');
  assert.deepEqual(linksIn('Gemfile.lock', `#- Gemfile.lock\n${lookalike}`), []);
});
