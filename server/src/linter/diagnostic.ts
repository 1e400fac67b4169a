import type { Location, TextRange } from '../syntax/textRange.ts';
import type { Fix } from './fix.ts';

/** From loudest to quietest. `error` fails CI, `hint` is a faint mark in the editor. */
export const severities = ['error', 'warning', 'info', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** A second place that explains a finding. */
export interface RelatedLocation extends Location {
  readonly message: string;
}

/** One finding at one place. */
export interface Diagnostic {
  /** The rule's id, `redis/prefer-unlink`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly uri: string;
  readonly range: TextRange;
  /** One plain-text line that a person can act on. Text from the user's files in it is not escaped: whoever renders it does that. */
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedLocation[];
  /** The construct is deprecated upstream: editors strike it through. */
  readonly deprecated: boolean;
}

/** Whether `severity` is at least as loud as `level`. */
export function isAtLeast(severity: Severity, level: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(level);
}
