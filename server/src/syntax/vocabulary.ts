import type { Language } from 'web-tree-sitter';

/** What a language's numbers for types and fields stand for. */
export interface Vocabulary {
  readonly types: readonly string[];
  readonly roles: readonly Role[];
  readonly isNamed: readonly boolean[];
  readonly fields: readonly string[];
}

const vocabularies = new WeakMap<Language, Vocabulary>();

export function vocabularyOf(language: Language): Vocabulary {
  const known = vocabularies.get(language);
  if (known !== undefined) {
    return known;
  }
  const types = namesOf(language.types);
  const vocabulary = {
    types,
    roles: types.map(roleOf),
    isNamed: types.map((_, id) => language.nodeTypeIsNamed(id)),
    fields: namesOf(language.fields),
  };
  vocabularies.set(language, vocabulary);
  return vocabulary;
}

/** Whether a node is left out with all below it, copied alone, or copied with what is below it. */
export type Role = 'omitted' | 'leaf' | 'inner';

/** Every call into the parser costs: tokens that say nothing are left out, and what never has children is not asked for them. */
function roleOf(type: string): Role {
  if (/^(?:[()[\]{},;"'`]|#\{|end|def)$/.test(type)) {
    return 'omitted';
  }
  return leaves.has(type) ? 'leaf' : 'inner';
}

const leaves = new Set(
  `identifier constant instance_variable class_variable global_variable string_content heredoc_content heredoc_beginning
  heredoc_end escape_sequence simple_symbol hash_key_symbol integer float nil true false self comment . &. = => :`.split(
    /\s+/,
  ),
);

function namesOf(names: readonly (string | null)[]): readonly string[] {
  return names.map((name) => name ?? '');
}
