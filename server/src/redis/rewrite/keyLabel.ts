import type { RedisCall } from '../redisCall.ts';

/** How a message names what a call is about: the key's text in backquotes, unknown parts as `*`. Of `*:*` nothing is known. */
export function keyLabel({ keyTemplate, args }: RedisCall): string {
  if (args[0]?.kind === 'splat') {
    return 'the keys';
  }
  return keyTemplate !== undefined && /[^\s*:/.|_-]/.test(keyTemplate) ? `\`${keyTemplate}\`` : 'the key';
}
