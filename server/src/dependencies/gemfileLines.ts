import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import { encloses, type TextRange } from '../syntax/textRange.ts';
import type { Gemfile, GemfileBlock } from './gemfile.ts';

/** Nodes whose children are statements. */
const bodies = ['program', 'body_statement', 'block_body'];

/** Behind every line. */
const lastLine = Number.MAX_SAFE_INTEGER;

/**
 * What spans several lines, so that no statement can be written between them: statements, the text of a heredoc, `=begin` comments, and all
 * from `__END__` on. A block is one of them, though its body has room.
 */
export function unbrokenRanges(root: SyntaxNode): readonly TextRange[] {
  const statements = bodies.flatMap((type) => root.ofType(type)).flatMap((body) => body.namedChildren);
  const data = root.ofType('uninterpreted').map(({ range }) => ({
    start: { line: range.start.line, character: 0 },
    end: { line: lastLine, character: 0 },
  }));
  const ranges = statements.filter(({ type }) => type !== 'uninterpreted').map(({ range }) => range);
  return [...ranges.filter(({ start, end }) => start.line < end.line), ...data];
}

/** The first line, `line` or below, behind which a statement can be written into a block's body, or at the top level. */
export function lineWithRoom(
  line: number,
  { unbroken }: Pick<Gemfile, 'unbroken'>,
  block: GemfileBlock | undefined,
): number {
  let free = line;
  for (;;) {
    const isBody = (range: TextRange) => block !== undefined && free >= block.headLine && encloses(range, block.range);
    const around = unbroken.find((range) => range.start.line <= free && free < range.end.line && !isBody(range));
    if (around === undefined) {
      return free;
    }
    free = around.end.line;
  }
}

/** The line from which on there is no Ruby, but data: that of `__END__`. */
export function dataLine({ unbroken }: Pick<Gemfile, 'unbroken'>): number {
  return unbroken.find(({ end }) => end.line === lastLine)?.start.line ?? lastLine;
}
