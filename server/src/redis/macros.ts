import type { CallExpression } from './expression.ts';

/** Whether a call declares members of the class or group around it, or mixes a module in. */
export function isMacro(call: CallExpression): boolean {
  if (call.receiver !== undefined && call.receiver.kind !== 'self') {
    return receiverMacros.has(call.method);
  }
  return macros.has(call.method) || /^kredis_/.test(call.method);
}

/** Whether a call of that name may be one. */
export function isMacroName(method: string): boolean {
  return macros.has(method) || receiverMacros.has(method) || /^kredis_/.test(method);
}

/** Also written with a receiver: `config.include Helper`, `Foo.include Bar`, `object.instance_variable_set(:@redis, r)`. */
const receiverMacros = new Set([
  'include',
  'extend',
  'prepend',
  'instance_variable_set',
  'class_variable_set',
  'const_set',
  'define_singleton_method',
  'define_method',
  'class_eval',
  'send',
]);

const macros = new Set(
  `attr attr_reader attr_accessor attr_writer mattr_accessor mattr_reader mattr_writer cattr_accessor cattr_reader cattr_writer class_attribute
  thread_mattr_accessor thread_cattr_accessor thread_mattr_reader config_accessor delegate def_delegators def_delegator def_instance_delegators
  def_instance_delegator instance_delegate delegate_missing_to alias_method define_method define_singleton_method let let! subject subject! given given!
  include extend prepend module_function instance_variable_set class_variable_set const_set
  set option param setting attribute helper_method value list hash_key sorted_set counter lock`.split(/\s+/),
);
