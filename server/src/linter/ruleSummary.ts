/** What a rule finds: the paragraph below the title of its page, on one line. */
export function summary(page: string): string {
  return (page.split(/\n{2,}/)[1] ?? '').replaceAll('\n', ' ').trim();
}
