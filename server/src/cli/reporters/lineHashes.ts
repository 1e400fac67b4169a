const hashedLength = 100;

/**
 * For the number of a line, from 1 on, what tells it apart from the other lines of `text` wherever it moves: `primaryLocationLineHash`,
 * as GitHub's action `upload-sarif` computes it. By that alone GitHub knows a finding again, and the action warns of any other value.
 */
export function lineHashes(text: string): (line: number) => string {
  const dense = text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '');
  const ended = `${dense}\uFFFF`.padEnd(dense.length + hashedLength, '\0');
  let start = 0;
  const beginnings = dense.split('\n').map(({ length }) => {
    const beginning = ended.slice(start, start + hashedLength);
    start += length + 1;
    return beginning;
  });
  return (line) => {
    const beginning = beginnings[line - 1] ?? '';
    const number = beginnings.slice(0, line).filter((other) => other === beginning).length;
    return `${hash(beginning)}:${number}`;
  };
}

function hash(characters: string): string {
  let sum = 0n;
  for (let at = 0; at < characters.length; at++) {
    sum = BigInt.asUintN(64, sum * 37n + BigInt(characters.charCodeAt(at)));
  }
  return sum.toString(16);
}
