import { commandText, pageText } from './commandText.ts';
import { freshName } from './freshName.ts';
import { canNest } from './nesting.ts';
import { isRepeatable, isRepeatableReceiver } from './repeatable.ts';
import { type Rewrite, rewrite } from './rewrite.ts';
import { isSimple } from './scanRewrite.ts';
import { isKeyKept, isPipelined, type Site, takesKeywords } from './site.ts';

/** How a range becomes pages of ranks. */
export interface PagePlan {
  readonly title: string;
  /** The command that counts the elements. */
  readonly length: string;
  /** Its arguments behind the key. */
  readonly lengthArguments?: readonly string[];
  /** The command that reads a page. */
  readonly page: string;
  /** What follows the two ranks: `with_scores: true`. */
  readonly options?: readonly string[];
  /** The arguments of a page where they are not two ranks. */
  readonly pageArguments?: (from: string) => readonly string[];
}

const differences = ['elements that move while the pages are read come twice or not at all'];

/**
 * All pages in one expression. None in a pipeline: the length is not there yet, and on redis-client the range of `nil` never ends. The
 * key and the client are written several times, so they must be repeatable.
 */
export function pageRewrite(site: Site, plan: PagePlan): Rewrite | undefined {
  const { call, args, usage, uri } = site.call;
  const [key] = args;
  const repeatable = key !== undefined && isRepeatable(site, key) && isRepeatableReceiver(call.receiver);
  const kept = isKeyKept(site, plan.length.toLowerCase()) && isKeyKept(site, plan.page.toLowerCase());
  const keywords = [...(plan.options ?? []), ...(plan.pageArguments?.('') ?? [])].some((text) => /^\w+: /.test(text));
  if (keywords && !takesKeywords(site)) {
    return undefined;
  }
  if (
    !repeatable ||
    !kept ||
    isPipelined(site) ||
    usage.kind === 'statement' ||
    !isSimple(site, call) ||
    !canNest(site, call.range)
  ) {
    return undefined;
  }
  const wrapped = site.flavour === 'wrapper';
  const receiver = wrapped ? freshName(site, 'conn') : (site.receiver ?? '');
  const source = site.text(key.range);
  const length = commandText(site, receiver, plan.length, [source, ...(plan.lengthArguments ?? [])]);
  const pages = pageText(site, length, freshName(site, 'i'), (from, to) =>
    commandText(site, receiver, plan.page, [
      source,
      ...(plan.pageArguments?.(from) ?? [from, to, ...(plan.options ?? [])]),
    ]),
  );
  const newText = wrapped ? `${site.receiver}.with { |${receiver}| ${pages} }` : pages;
  return rewrite(uri, plan.title, [{ range: call.range, newText }], differences);
}
