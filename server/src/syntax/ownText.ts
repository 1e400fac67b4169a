/** What is shorter is always copied. */
const shortestSlice = 13;

/** The same text in memory of its own. V8 keeps the whole of a text alive for the sake of a part that was cut out of it. */
export function ownText(text: string): string {
  return text.length < shortestSlice ? text : ` ${text}`.slice(1);
}
