const versionPattern = '[0-9]+(?:\\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?';

const version = new RegExp(`^(?:${versionPattern})?$`);
const requirement = new RegExp(`^(?:(=|!=|>=|<=|~>|>|<)[ \\t\\r\\n\\f\\v]*)?(${versionPattern})$`);

/** Whether RubyGems takes the text for a version; a blank one means 0. */
export function isVersionText(text: string): boolean {
  return version.test(stripSpace(text));
}

/** Operator (undefined for none) and version text of one requirement, `>= 2` or a bare `2`; undefined where RubyGems refuses it. */
export function splitRequirement(text: string): { operator: string | undefined; version: string } | undefined {
  const match = requirement.exec(stripSpace(text));
  return match?.[2] === undefined ? undefined : { operator: match[1], version: match[2] };
}

/** The single requirements of a lock's list, `>= 2, < 4`, cut as Ruby's `split(",")` cuts: trailing empty ones fall away. */
export function splitRequirementList(text: string): string[] {
  const parts = text.split(',');
  while (parts.at(-1) === '') {
    parts.pop();
  }
  return parts.map(stripSpace);
}

/**
 * The text without white space around it, as Ruby's `\s` means it: ASCII only, where JavaScript's takes in the no-break space. By hand,
 * because a pattern with optional parts between two runs of spaces takes quadratic time.
 */
export function stripSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) {
    start++;
  }
  while (end > start && isSpace(text.charCodeAt(end - 1))) {
    end--;
  }
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
