import type { LibraryResult } from '../catalog/clientLibraries.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Place } from './place.ts';
import { client, nothing, type Provenance, type Values } from './value.ts';

/** The value of a catalog result that `call` on the library's `name` gives; pools made from a block are the caller's business. */
export function resultOf(result: LibraryResult, name: string, call: CallExpression, place: Place): Values {
  const provenance: Provenance = {
    confidence: 'certain',
    source: `${name.replace(/^#\w+$/, 'configuration')}.${call.method}`,
    origin: { uri: place.file.uri, range: call.range },
  };
  switch (result.kind) {
    case 'client': {
      const isCluster = name === 'Redis' && hasKeyword(call, 'cluster');
      const made = client(isCluster ? 'redis-cluster' : result.library, provenance);
      return [result.changed === true ? { ...made, proxied: true } : made];
    }
    case 'pool':
      return [{ kind: 'pool', client: client(result.library, provenance) }];
    case 'clientOrPool':
      return [{ ...client(result.library, provenance), alsoPool: true }];
    case 'object': {
      // A class of one's own in the place of RedisClient may have methods that RedisClient has not.
      const isOwn = result.name === '#clientConfig' && hasKeyword(call, 'client_implementation');
      return [{ kind: 'library', name: isOwn ? '#otherClientConfig' : result.name }];
    }
    case 'keyBound':
      return [{ kind: 'keyBound' }];
    case 'poolOfBlock':
    case 'wrapperOfBlock':
      return nothing;
  }
}

function hasKeyword(call: CallExpression, name: string): boolean {
  const named = (key: Expression | undefined) => key?.kind === 'symbol' && key.value === name;
  return (
    call.keywords.some(({ key }) => named(key)) ||
    call.args.some((argument) => argument.kind === 'hash' && argument.pairs.some(({ key }) => named(key)))
  );
}
