/** The throwaway certificates, read back by Node's own X.509. */
import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  createThrowawayCertificates,
  writeCertificates,
} from '../../../broker-sim/broker/certificates.ts';

const MS_PER_DAY = 86_400_000;

describe('throwaway certificates', () => {
  it('are one authority and one server that it vouches for, for some days, under the names asked for', async () => {
    const made = await createThrowawayCertificates({
      hostNames: ['localhost', 'broker.invalid'],
      addresses: ['127.0.0.1', '::1'],
      validDays: 3,
    });
    const ca = new X509Certificate(made.caPem);
    const server = new X509Certificate(made.certificatePem);
    assert.equal(ca.ca, true);
    assert.equal(ca.verify(ca.publicKey), true);
    assert.equal(server.ca, false);
    assert.equal(server.verify(ca.publicKey), true);
    assert.equal(server.checkIssued(ca), true);
    assert.equal(server.checkPrivateKey(createPrivateKey(made.privateKeyPem)), true);
    assert.deepEqual(server.publicKey.asymmetricKeyDetails, { namedCurve: 'prime256v1' });
    assert.deepEqual(
      ['localhost', 'broker.invalid', 'elsewhere.invalid'].map((name) => server.checkHost(name)),
      ['localhost', 'broker.invalid', undefined],
    );
    assert.deepEqual(
      ['127.0.0.1', '::1', '127.0.0.2'].map((address) => server.checkIP(address)),
      ['127.0.0.1', '::1', undefined],
    );
    const endsInDays = (Date.parse(server.validTo) - Date.now()) / MS_PER_DAY;
    assert.ok(endsInDays > 2.9 && endsInDays < 3.1, server.validTo);
    assert.ok(Date.parse(server.validFrom) < Date.now(), server.validFrom);
  });

  it('are different each time', async () => {
    const [one, other] = [await createThrowawayCertificates(), await createThrowawayCertificates()];
    const ca = new X509Certificate(other.caPem);
    assert.equal(new X509Certificate(one.certificatePem).verify(ca.publicKey), false);
    assert.notEqual(new X509Certificate(one.caPem).serialNumber, ca.serialNumber);
  });

  it('leave a private key that its owner alone can read, even over a file that everybody could', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'loa-certificates-'));
    try {
      await writeFile(path.join(directory, 'broker.key'), 'old', { mode: 0o666 });
      const files = await writeCertificates(await createThrowawayCertificates(), directory);
      assert.equal((await stat(files.privateKeyFile)).mode & 0o777, 0o600);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
