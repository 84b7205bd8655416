import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../../agent/config/load-config.ts';

const CLI = fileURLToPath(new URL('../../../agent/cli.js', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

const directory = mkdtempSync(join(tmpdir(), 'loa-config-'));
after(() => rmSync(directory, { recursive: true }));

const file = (name: string, text: string, mode = 0o644): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

const agent = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    cwd: directory,
  });
  return { status, stdout, stderr };
};

const CONFIG = readFileSync(join(ROOT, 'packaging/agent.example.toml'), 'utf8');
const withBroker = (lines: string): string => CONFIG.replace('[broker]', `[broker]\n${lines}`);
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('loa-agent check-config', () => {
  test('answers 0 and says which box it is, where all is right', () => {
    file('ca.pem', CERTIFICATE);
    file('secret', 'hunter2\n', 0o600);
    const config = file(
      'right.toml',
      withBroker('ca_file = "ca.pem"\nusername = "box"\npassword_file = "secret"'),
    );
    const { status, stdout, stderr } = agent('check-config', config);
    assert.equal(stderr, '');
    assert.match(stdout, /ok: box langha-03 of vn\.hn\.dongda\.langha, at mqtts:/);
    assert.doesNotMatch(stdout, /hunter2/);
    assert.equal(status, 0);
  });

  test('answers 2 and prints one line a mistake, none of them a stack trace', () => {
    const config = file('wrong.toml', '[box]\nid = "a b"\naera = "vn"\n');
    const { status, stdout, stderr } = agent('check-config', config);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    const lines = stderr.trimEnd().split('\n');
    assert.equal(lines.length, 5);
    for (const line of lines) assert.ok(line.startsWith(`${config}:`), line);
    assert.ok(lines[0]?.startsWith(`${config}:2: box.id: found "a b", expected `));
    assert.equal(lines[1], `${config}:3: box.aera: unknown key; did you mean box.area?`);
  });

  const wrongFiles: readonly (readonly [situation: string, prepare: () => string, says: RegExp])[] =
    [
      [
        'a configuration that is not there',
        () => 'nowhere.toml',
        /^nowhere\.toml: cannot read the configuration: there is no such file\n$/,
      ],
      [
        'a configuration that is a directory',
        () => directory,
        /cannot read the configuration: it is a directory\n$/,
      ],
      [
        'a password that others may read',
        () => {
          file('open', 'hunter2\n', 0o640);
          return file('a.toml', withBroker('username = "box"\npassword_file = "open"'));
        },
        /a\.toml:\d+: broker\.password_file: .*open has mode 640, .*: chmod 600 .*open\n$/,
      ],
      [
        'a password file without a password',
        () => {
          file('empty', '\nhunter2\n', 0o600);
          return file('b.toml', withBroker('username = "box"\npassword_file = "empty"'));
        },
        /broker\.password_file: the first line of .*empty is empty, expected the password\n$/,
      ],
      [
        'authorities that are not there',
        () => file('c.toml', withBroker('ca_file = "none.pem"')),
        /c\.toml:\d+: broker\.ca_file: cannot read .*none\.pem: there is no such file\n$/,
      ],
      [
        'authorities that are a private key',
        () => {
          file('key.pem', CERTIFICATE.replaceAll('CERTIFICATE', 'PRIVATE KEY'), 0o600);
          return file('d.toml', withBroker('ca_file = "key.pem"'));
        },
        /broker\.ca_file: .*key\.pem holds no certificate, expected PEM: .*\n$/,
      ],
    ];
  for (const [situation, prepare, says] of wrongFiles) {
    test(`answers 2 to ${situation}, in one line`, () => {
      const { status, stdout, stderr } = agent('check-config', prepare());
      assert.match(stderr, says);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.doesNotMatch(stdout + stderr, /hunter2/);
      assert.equal(status, 2);
    });
  }
});

test('run answers 2 to a wrong configuration and starts nothing', () => {
  const config = file('run.toml', `${CONFIG}\nlevell = "info"\n`);
  const { status, stdout, stderr } = agent('run', '--config', config);
  assert.match(stderr, /run\.toml:\d+: log\.levell: unknown key; did you mean log\.level\?\n$/);
  assert.equal(stdout, '');
  assert.equal(status, 2);
});

test('paths are taken from the directory of the file, whatever the working directory', () => {
  mkdirSync(join(directory, 'etc'), { recursive: true });
  const config = loadConfig(
    file('etc/box.toml', CONFIG.replace('/var/lib/loa/state.json', '../var/state.json')),
  );
  assert.equal(config.storeFile, join(directory, 'var/state.json'));
});

describe('the command line', () => {
  const usage: readonly (readonly [args: readonly string[], status: number, says: RegExp])[] = [
    [[], 2, /^Usage: loa-agent/],
    [['--help'], 0, /Examples:\n {2}loa-agent check-config/],
    [['help', 'run'], 0, /--config <file>/],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    [['rnu'], 2, /^error: unknown command 'rnu'\n\(Did you mean run\?\)\n.*--help/],
    [['run'], 2, /^error: required option '-c, --config <file>' not specified/],
    [['check-config'], 2, /^error: missing required argument 'file'/],
    [['check-config', 'a', 'b'], 2, /^error: too many arguments/],
    [['config-reference', '--yaml'], 2, /^error: unknown option '--yaml'/],
  ];
  for (const [args, status, says] of usage) {
    test(`loa-agent ${args.join(' ')} answers ${status}`, () => {
      const answer = agent(...args);
      assert.match(status === 0 ? answer.stdout : answer.stderr, says);
      assert.equal(status === 0 ? answer.stderr : answer.stdout, '');
      assert.equal(answer.status, status);
    });
  }

  test('config-reference prints the committed page and example', () => {
    const page = readFileSync(join(ROOT, 'docs/CONFIGURATION.md'), 'utf8');
    assert.equal(agent('config-reference').stdout, page);
    assert.equal(agent('config-reference', '--toml').stdout, CONFIG);
  });
});
