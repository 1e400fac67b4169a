import { type Document, isMap, isScalar, isSeq, parseDocument, YAMLMap } from 'yaml';

/**
 * The text of a `.lintel.yml` that says of `receiver`, as it is written in the code, whether it is a Redis client. Comments, order and line
 * ends stay; what the file said of it before goes. Undefined for a file that is no YAML mapping, or says something else below `redis`: nobody
 * edits what cannot be read.
 */
export function declareReceiver(text: string, receiver: string, isClient: boolean): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !(document.contents === null || isMap(document.contents))) {
    return undefined;
  }
  fillEmptySection(document);
  if (document.has('redis') && !isMap(document.get('redis'))) {
    return undefined;
  }
  const [list, other] = isClient ? ['clients', 'notClients'] : ['notClients', 'clients'];
  const contrary = document.getIn(['redis', other]);
  if (isSeq(contrary)) {
    contrary.items = contrary.items.filter((item) => String(item) !== receiver);
  }
  const own = document.getIn(['redis', list]);
  if (isSeq(own)) {
    document.addIn(['redis', list], receiver);
  } else if (own === undefined || own === null) {
    document.setIn(['redis', list], [receiver]);
  } else {
    return undefined;
  }
  const written = document.toString({ lineWidth: 0 });
  return text.includes('\r\n') ? written.replaceAll(/\r?\n/g, '\r\n') : written;
}

/** What stood below `redis` may all be commented out: the comments stay. */
function fillEmptySection(document: Document.Parsed): void {
  const empty: unknown = document.get('redis', true);
  if (isScalar(empty) && empty.value === null) {
    const section = new YAMLMap();
    section.comment = empty.comment ?? null;
    document.set('redis', section);
  }
}
