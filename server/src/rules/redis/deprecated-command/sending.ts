import type { TextEdit } from '../../../redis/rewrite/rewrite.ts';
import { isKeyKept, isRawCall, isRawClient, type Site, serverHas } from '../../../redis/rewrite/site.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';

/** The command that does the same, and how it can differ. */
export interface Replacement {
  readonly name: string;
  readonly edits: readonly TextEdit[];
  readonly differences: readonly string[];
}

/** Whether the client can send `command` as `method` of redis-rb `since`, to the same key. */
export function canSend(site: Site, method: string, since: string): boolean {
  if (isRawCall(site) || isRawClient(site)) {
    return true;
  }
  return isAtLeast(site.redisRb, since) && isKeyKept(site, method) && site.call.commandWord === undefined;
}

/** On a server that is not known to be new enough, the new command may not exist. */
export function needsServer(site: Site, version: string): readonly string[] {
  return serverHas(site, version) === 'yes' ? [] : [`needs Redis ${version}`];
}
