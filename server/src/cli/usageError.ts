/** The command was called wrongly, or on something that cannot be used: exit status 2 and this one line. */
export class UsageError extends Error {}
