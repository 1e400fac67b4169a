/** Where a rule's documentation page can be read on the web: its README in the repository. */
export function documentationUrl(rule: string): string {
  return `https://github.com/lintel-lint/lintel/blob/main/server/src/rules/${rule}/README.md`;
}
