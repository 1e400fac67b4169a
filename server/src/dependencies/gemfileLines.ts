import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import { encloses, type TextRange } from '../syntax/textRange.ts';
import type { Gemfile, GemfileBlock } from './gemfile.ts';

/** Nodes whose children are statements. */
const bodies = ['program', 'body_statement', 'block_body'];

/**
 * What spans several lines, so that no statement can be written between them: statements, the text of a heredoc, `=begin` comments, and all
 * from `__END__` on. A block is one of them, though its body has room.
 */
export function unbrokenRanges(root: SyntaxNode): readonly TextRange[] {
  const statements = bodies.flatMap((type) => root.ofType(type)).flatMap((body) => body.namedChildren);
  const data = root.ofType('uninterpreted').map(({ range }) => ({
    start: { line: range.start.line, character: 0 },
    end: { line: Number.MAX_SAFE_INTEGER, character: 0 },
  }));
  const ranges = statements.filter(({ type }) => type !== 'uninterpreted').map(({ range }) => range);
  return [...ranges.filter(({ start, end }) => start.line < end.line), ...data];
}

/** The first line, `line` or below, behind which a statement can be written into a block's body, or at the top level. */
export function lineWithRoom(
  line: number,
  gemfile: Pick<Gemfile, 'unbroken'>,
  block: GemfileBlock | undefined,
): number {
  const around = gemfile.unbroken.find(
    (range) =>
      range.start.line <= line &&
      line < range.end.line &&
      !(block !== undefined && line >= block.headLine && encloses(range, block.range)),
  );
  return around === undefined ? line : lineWithRoom(around.end.line, gemfile, block);
}
