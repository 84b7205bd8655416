/** A box's own certificate and key as its configuration names them: what is wrong with them is told by name, with what to do. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { loadConfig } from '../../../agent/config/load-config.ts';
import { ConfigError } from '../../../agent/config/problem.ts';
import { createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-certificate-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** All that is said of a configuration with these lines under `[broker]`; empty where it is right. */
const told = (...lines: string[]): readonly string[] => {
  writeFileSync(
    at('box.toml'),
    [
      '[box]\nid = "langha-03"\narea = "vn"\n[broker]\nurl = "mqtts://localhost"',
      ...lines,
      `[trust]\nroots = ["${'A'.repeat(43)}"]`,
      '[store]\nfile = "state.json"\n',
    ].join('\n'),
  );
  try {
    loadConfig(at('box.toml'));
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.lines;
  }
};

const CERT = 'cert_file = "langha-03.pem"';
const KEY = 'key_file = "langha-03.key"';

describe('the certificate of a box', () => {
  before(async () => {
    const authority = await createThrowawayCertificates();
    const write = async (name: string, file: string): Promise<void> => {
      const made = await authority.client(name);
      writeFileSync(at(`${file}.pem`), made.certificatePem);
      writeFileSync(at(`${file}.key`), made.privateKeyPem, { mode: 0o600 });
    };
    await write('langha-03', 'langha-03');
    await write('langha-03', 'second');
    await write('langha-04', 'langha-04');
    writeFileSync(at('empty.pem'), '');
    writeFileSync(at('empty.key'), '', { mode: 0o600 });
  });

  const isTold = (lines: readonly string[], pattern: RegExp): void => {
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', pattern);
  };

  it('is taken with its key, and shows the key to nobody', () => {
    assert.deepEqual(told(CERT, KEY), []);
    const { certificate } = loadConfig(at('box.toml')).broker;
    assert.match(certificate?.privateKeyPem.reveal() ?? '', /PRIVATE KEY/);
    assert.doesNotMatch(
      inspect(certificate, { depth: 9 }) + JSON.stringify(certificate),
      /PRIVATE KEY/,
    );
    const days = ((certificate?.endsAtUs ?? 0) / 1_000 - Date.now()) / 86_400_000;
    assert.ok(days > 6.9 && days < 7.1, String(days));
  });

  it('is nothing without its key, nor the key without it', () => {
    isTold(
      told(CERT),
      /:6: broker\.cert_file: found without broker\.key_file; expected both or neither$/,
    );
    isTold(
      told(KEY),
      /:6: broker\.key_file: found without broker\.cert_file; expected both or neither$/,
    );
  });

  it('is of this box', () => {
    isTold(
      told('cert_file = "langha-04.pem"', 'key_file = "langha-04.key"'),
      /:6: broker\.cert_file: \S+langha-04\.pem is the certificate of "langha-04", but box\.id is "langha-03"; expected one made for this box$/,
    );
  });

  it('goes with the key that was made with it', () => {
    isTold(
      told(CERT, 'key_file = "second.key"'),
      /:7: broker\.key_file: is not the key of broker\.cert_file: /,
    );
  });

  it('is there, and is one', () => {
    isTold(told('cert_file = "none.pem"', KEY), /cannot read \S+none\.pem: there is no such file$/);
    isTold(told(CERT, 'key_file = "none.key"'), /cannot read \S+none\.key: there is no such file$/);
    isTold(told('cert_file = "empty.pem"', KEY), /empty\.pem holds no certificate, expected PEM/);
    isTold(told(CERT, 'key_file = "empty.key"'), /empty\.key holds no private key, expected PEM/);
  });

  it('has a key that nobody else may read', () => {
    chmodSync(at('langha-03.key'), 0o640);
    try {
      isTold(
        told(CERT, KEY),
        /:7: broker\.key_file: (\S+) has mode 640, so others may read it; expected 600: chmod 600 \1$/,
      );
    } finally {
      chmodSync(at('langha-03.key'), 0o600);
    }
  });

  it('has a key that nobody must type a password for', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    });
    writeFileSync(at('locked.key'), privateKey, { mode: 0o600 });
    isTold(
      told(CERT, 'key_file = "locked.key"'),
      /locked\.key is encrypted, and nobody is at the box/,
    );
  });
});
