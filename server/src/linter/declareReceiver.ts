import { isSeq, parseDocument } from 'yaml';

/**
 * The text of a `.lintel.yml` that says of `receiver`, as it is written in the code, whether it is a Redis client. Comments and order stay;
 * what the file said of it before goes. Undefined for a file that is no YAML mapping: nobody edits what cannot be read.
 */
export function declareReceiver(text: string, receiver: string, isClient: boolean): string | undefined {
  const document = parseDocument(text);
  if (
    document.errors.length > 0 ||
    !(document.contents === null || document.has('redis') || isMapping(document.toJS()))
  ) {
    return undefined;
  }
  const [list, other] = isClient ? ['clients', 'notClients'] : ['notClients', 'clients'];
  const contrary = document.getIn(['redis', other]);
  if (isSeq(contrary)) {
    contrary.items = contrary.items.filter((item) => String(item) !== receiver);
  }
  if (isSeq(document.getIn(['redis', list]))) {
    document.addIn(['redis', list], receiver);
  } else {
    document.setIn(['redis', list], [receiver]);
  }
  return document.toString();
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
