import type { ClientLibrary } from './redisCall.ts';
import type { ClientValue } from './value.ts';

/** The version of a gem in the lock that governs a file. */
export type LockedVersion = (uri: string, gem: string) => string | undefined;

/** The library of a client as the lock decides it, and that library's locked version. */
export function lockedLibrary(
  client: ClientValue,
  uri: string,
  lockedVersion: LockedVersion,
): { readonly library: ClientLibrary; readonly version?: string } {
  const library = libraryOf(client, uri, lockedVersion);
  const gem = gems.get(library);
  const version = gem === undefined ? undefined : lockedVersion(uri, gem);
  return version === undefined ? { library } : { library, version };
}

function libraryOf(client: ClientValue, uri: string, lockedVersion: LockedVersion): ClientLibrary {
  if (client.wrapped) {
    // Around any other client it takes what that takes.
    return client.library === 'redis-rb' ? 'connection-pool-wrapper' : 'unknown';
  }
  if (client.library === 'sidekiq') {
    // Up to 6 a Sidekiq block is given a redis-rb client.
    const major = Number.parseInt(lockedVersion(uri, 'sidekiq') ?? '', 10);
    return major < 7 ? 'redis-rb' : 'sidekiq';
  }
  if (client.library !== 'unknown' || client.confidence === 'certain') {
    return client.library;
  }
  if (lockedVersion(uri, 'redis') !== undefined) {
    return 'redis-rb';
  }
  return lockedVersion(uri, 'redis-client') === undefined ? 'unknown' : 'redis-client';
}

const gems: ReadonlyMap<ClientLibrary, string> = new Map([
  ['redis-rb', 'redis'],
  ['redis-client', 'redis-client'],
  ['sidekiq', 'sidekiq'],
  ['redis-namespace', 'redis-namespace'],
  ['resque', 'resque'],
  ['redis-distributed', 'redis'],
  ['redis-cluster', 'redis'],
  ['connection-pool-wrapper', 'redis'],
]);
