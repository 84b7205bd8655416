/** The reference page and the example file, made from the table of keys so that neither can say anything else. */
import { encodeBase64url } from '../core/wire/base64url.ts';
import { KEYS, TABLES, type Key } from './keys.ts';

interface Entry {
  readonly leaf: string;
  readonly key: Key<unknown>;
}

const entriesOf = (table: string): Entry[] =>
  Object.entries<Key<unknown>>(KEYS)
    .filter(([name]) => name.startsWith(`${table}.`))
    .map(([name, key]) => ({ leaf: name.slice(table.length + 1), key }));

/** `docs/CONFIGURATION.md`, whole. */
export const referencePage = (): string =>
  [PAGE_HEAD, ...Object.entries(TABLES).map(([table, about]) => tableSection(table, about))].join(
    '\n',
  );

const PAGE_HEAD = `<!-- Made by \`loa-agent config-reference\` from agent/config/keys/: change that, not this. -->

# Configuration of the agent

One TOML file, read once at start. \`loa-agent check-config FILE\` reads it, and the files it names, without touching
anything else: it prints one line for each mistake, with file, line, key, what was found and what is expected.
A key that is not in this page is a mistake too.

What a technician has set at the console (\`config set\`) lies over this file, in one of its own beside \`store.file\`; \`check-config\` lists it too.

\`packaging/agent.example.toml\` is a file to start from. Relative paths are taken from the directory of the file itself.

| exit status | of \`loa-agent\` |
| --- | --- |
| 0 | done; for \`run\`: ended as asked (SIGTERM or SIGINT), relays off |
| 1 | failed while running, or a fault of the program itself |
| 2 | a mistake in the command line or in the configuration; nothing was started (\`run --or-console\` answers at the console instead, [decision](decisions/0056-a-box-without-a-configuration.md)) |
| what \`LOA_REBOOT_STATUS\` in its environment says, 64 to 125 | ended in good order, and asks its supervisor to start the machine again; never where it says nothing |
`;

const tableSection = (table: string, about: string): string => {
  const rows = entriesOf(table).map(({ leaf, key }) =>
    row([
      code(leaf),
      fallback(key),
      `${key.check.expected}${key.unit === undefined ? '' : ` (${key.unit})`}`,
      key.doc,
    ]),
  );
  const head = [row(['key', 'default', 'value', 'meaning']), '| --- | --- | --- | --- |'];
  return [`## [${table}]`, '', about, '', ...head, ...rows, ''].join('\n');
};

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const code = (text: string): string => `\`${text}\``;

const fallback = (key: Key<unknown>): string => {
  if ('byDefault' in key) return code(tomlValue(key.byDefault));
  return 'absent' in key ? key.absent : '**required**';
};

/** `packaging/agent.example.toml`, whole: what is required stands there, all else as a comment with its default. */
export const exampleToml = (): string =>
  [
    EXAMPLE_HEAD,
    ...Object.entries(TABLES).map(([table, about]) => exampleTable(table, about)),
  ].join('\n');

const EXAMPLE_HEAD = `# Configuration of a loudspeaker box, made by \`loa-agent config-reference --toml\`.
# What must be set stands here with an example; the rest is commented out, with its default where it has one.
# After a change: loa-agent check-config FILE
`;

const exampleTable = (table: string, about: string): string => {
  const lines = entriesOf(table).flatMap(({ leaf, key }) => ['', ...exampleKey(leaf, key)]);
  return [`# ${about}`, `[${table}]`, ...lines, ''].join('\n');
};

const exampleKey = (leaf: string, key: Key<unknown>): string[] => {
  const unit = key.unit === undefined ? '' : ` (${key.unit})`;
  const comments = [`# ${key.doc}`, `# Value: ${key.check.expected}${unit}.`];
  if ('absent' in key) comments.push(`# Without it: ${key.absent}.`);
  const value = tomlValue('byDefault' in key ? key.byDefault : key.example);
  return [...comments, `${'required' in key ? '' : '# '}${leaf} = ${value}`];
};

const tomlValue = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  return JSON.stringify(value instanceof Uint8Array ? encodeBase64url(value) : value);
};
