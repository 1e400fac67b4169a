// The layers of ARCHITECTURE.md, checked in every test run (test/project.test.ts).
const layers = ['syntax', 'catalog', 'redis', 'dependencies', 'linter', 'rules', 'features', 'workspace', 'lsp', 'cli'];
const rank = {
  syntax: 0,
  catalog: 0,
  redis: 1,
  dependencies: 1,
  linter: 2,
  rules: 3,
  features: 4,
  workspace: 5,
  lsp: 6,
  cli: 6,
};

/** Each layer may import only what stands to its left, or its own folder. */
const layerRules = layers.map((layer) => ({
  name: `${layer}-imports-only-leftwards`,
  severity: 'error',
  from: { path: `^server/src/${layer}/` },
  to: {
    path: `^server/src/(?:${layers.filter((other) => other !== layer && rank[other] >= rank[layer]).join('|')})/`,
  },
}));

/** The places that may touch the machine: everything else runs in a browser and cannot fail on I/O. */
const machine = [
  '^server/src/workspace/(?:node\\w+|git\\w*|bundler)\\.ts$',
  '^server/src/lsp/main\\.ts$',
  '^server/src/cli/',
];
const entryPoints = '^server/src/\\w+\\.ts$';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...layerRules,
    {
      name: 'node-only-at-the-edge',
      severity: 'error',
      from: { path: '^server/src/', pathNot: [...machine, entryPoints] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-machine-in-a-browser',
      severity: 'error',
      from: { path: '^server/src/browserServer\\.ts$' },
      to: { path: machine, reachable: true },
    },
    {
      name: 'protocol-only-in-lsp',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/lsp/' },
      to: { path: 'node_modules/vscode-(?:languageserver|jsonrpc|languageserver-protocol)/' },
    },
    {
      name: 'types-package-only-in-features-and-lsp',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(?:features|lsp)/' },
      to: { path: 'node_modules/vscode-languageserver-types/' },
    },
    {
      name: 'vscode-only-in-client',
      severity: 'error',
      from: { pathNot: '^(?:client|test/extension)/' },
      to: { path: '^vscode$|node_modules/(?:@types/vscode|vscode-languageclient)/' },
    },
    {
      name: 'client-knows-no-server-code',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/' },
    },
    {
      name: 'a-rule-never-imports-another',
      severity: 'error',
      from: { path: '^server/src/rules/([^/]+/[^/]+)/' },
      to: { path: '^server/src/rules/[^/]+/[^/]+/', pathNot: '^server/src/rules/$1/' },
    },
    {
      name: 'no-barrels-no-utils',
      severity: 'error',
      from: {},
      to: { path: '^(?:server|client)/src/.*(?:/index\\.ts|/utils?/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
