import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { definition } from '../../server/src/features/definition.ts';
import { openInEditor, showLocations } from '../support/editorProject.ts';
import { gemfile, lock } from '../support/storefrontTexts.ts';

function definitionIn(files: string): readonly string[] {
  const project = openInEditor(files);
  return showLocations(project, definition(project.snapshot, project.uri, project.position));
}

function definitionInLock(from: string, to: string): readonly string[] {
  return definitionIn(`#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock.replace(from, to)}`);
}

describe('definition of a gem', () => {
  it('is the locked spec, from a Gemfile', () => {
    const marked = gemfile.replace('sidekiq', 'side¦kiq');
    assert.deepEqual(definitionIn(`#- Gemfile\n${marked}#- Gemfile.lock\n${lock}`), [
      'Gemfile.lock:21:     [sidekiq] (7.3.9)',
    ]);
  });

  it('is the locked spec, from what another gem requires', () => {
    assert.deepEqual(definitionInLock('connection_pool (>= 2.3.0)', 'connection_pool¦ (>= 2.3.0)'), [
      'Gemfile.lock:14:     [connection_pool] (3.0.2)',
    ]);
  });

  it('is the locked spec, from DEPENDENCIES and from CHECKSUMS', () => {
    assert.deepEqual(definitionInLock('  tools!', '  ¦tools!'), ['Gemfile.lock:5:     [tools] (0.1.0)']);
    assert.deepEqual(definitionInLock('connection_pool (3.0.2) sha', 'c¦onnection_pool (3.0.2) sha'), [
      'Gemfile.lock:14:     [connection_pool] (3.0.2)',
    ]);
  });

  it('is the line of the Gemfile, from the spec of a declared gem', () => {
    assert.deepEqual(definitionInLock('rails (8.1.3)', 'ra¦ils (8.1.3)'), ['Gemfile:3: gem "[rails]", "~> 8.1.3"']);
  });

  it('is the spec itself where no Gemfile declares the gem', () => {
    assert.deepEqual(definitionInLock('redis-client (0.26.1)', 'redis-¦client (0.26.1)'), [
      'Gemfile.lock:19:     [redis-client] (0.26.1)',
    ]);
  });

  it('is nowhere for a gem that is not locked, and beside gems', () => {
    assert.deepEqual(definitionInLock('bundler (>=', 'bun¦dler (>='), []);
    assert.deepEqual(definitionInLock('PLATFORMS', 'PLAT¦FORMS'), []);
  });
});

describe('definition of the receiver of a Redis call', () => {
  const files = (code: string) => `
#- config/initializers/redis.rb
$redis = Redis.new(url: ENV["REDIS_URL"])
#- app/cart.rb
${code}`;

  it('is where the client is made', () => {
    assert.deepEqual(definitionIn(files('$re¦dis.del("cart")\n')), [
      'config/initializers/redis.rb:1: $redis = [Redis.new(url: ENV["REDIS_URL"])]',
    ]);
  });

  it('is nothing of ours for the command', () => {
    assert.deepEqual(definitionIn(files('$redis.d¦el("cart")\n')), []);
  });
});
