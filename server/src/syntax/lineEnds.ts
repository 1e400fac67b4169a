/**
 * Whether a carriage return stands alone: the protocol and some editors take it for a line end, parsers and other editors do not, so that a
 * line's number means different places.
 */
export function hasStrayReturn(text: string): boolean {
  return text.includes('\r') && /\r(?!\n)/.test(text);
}
