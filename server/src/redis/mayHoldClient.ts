import type { CallExpression, Expression } from './expression.ts';

/** Whether an argument of `call` may be a client, by its shape: whoever asks what a parameter is passed reads only such calls. */
export function mayHoldClient(call: CallExpression): boolean {
  if (isDeaf(call.method) || isOfTests(call)) {
    return false;
  }
  return holdsMaybe(call);
}

function holdsMaybe({ args, keywords }: CallExpression): boolean {
  return args.some(maybe) || keywords.some(({ value }) => maybe(value));
}

/** Whether nobody follows into methods of that name, whatever they are given. */
export function isDeaf(method: string): boolean {
  return deaf.has(method);
}

/** Whether a method of that name gives a hash with what it is given in it. */
export function isMerging(method: string): boolean {
  return /^(?:(?:reverse_|deep_)?merge!?|with_defaults!?)$/.test(method);
}

/** `create(:user, name: name)` makes a record, `allow(client)` a mock. Called on something they are methods of an application. */
function isOfTests({ receiver, method, args }: CallExpression): boolean {
  const isFactory = /^(?:create|build|build_stubbed|attributes_for)(?:_list|_pair)?$/.test(method);
  return (
    receiver === undefined && (isFactory ? args[0]?.kind === 'symbol' : /^allow(?:_any_instance_of)?$/.test(method))
  );
}

/** Methods of Ruby and of test frameworks that are not worth following into. */
const deaf = new Set(
  `puts print p pp raise require require_relative warn expect eq eql equal be is_a? kind_of? respond_to? assert assert_equal assert_nil
  refute refute_equal assert_raises assert_in_delta include? push append concat join format sprintf info debug error fatal [] == != nil?
  instance_of? not_to to_not contain_exactly match_array have_received travel_to include_examples it_behaves_like to eq match hash_including be_within receive and_return private public protected t l
  render redirect_to link_to content_tag add_column create_table change_column where find find_by order joins includes select pluck
  merge merge! delete dig fetch key? has_key? get set hget hset incr sadd zadd expire del`.split(/\s+/),
);

function maybe(expression: Expression): boolean {
  switch (expression.kind) {
    case 'local':
    case 'ivar':
    case 'gvar':
    case 'cvar':
    case 'self':
    case 'lambda':
      return true;
    case 'constant':
      return /(?:^|::)[A-Z0-9_]+$/.test(expression.path);
    case 'call':
      return (
        expression.method === 'new' ||
        expression.block !== undefined ||
        (isMerging(expression.method) && holdsMaybe(expression)) ||
        (expression.receiver === undefined && expression.args.length === 0) ||
        clientName.test(expression.method)
      );
    case 'choice':
      return expression.alternatives.some(maybe);
    case 'hash':
      return expression.pairs.some(({ value }) => maybe(value));
    case 'array':
      return expression.elements.some(maybe);
    case 'splat':
    case 'doubleSplat':
      return expression.value !== undefined && maybe(expression.value);
    default:
      return false;
  }
}

const clientName = /redis|conn|client|pool|store|storage|backend|namespace|adapter|connect|instance|current|default/i;
