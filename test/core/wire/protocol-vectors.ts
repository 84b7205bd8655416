/**
 * The files of test vectors in `test/fixtures/protocol`, for those who write another head-end or another box. Run as a
 * program it writes them: `node dist/test/core/wire/protocol-vectors.js`. `protocol-vectors.test.ts` reads them.
 */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { BUNDLE_VECTORS } from './bundle-vectors.ts';
import { CONTROL_VECTORS } from './control-vectors.ts';
import { ACK_VECTORS, BROKEN_CHAINS, PROOF_CHAIN } from './proof-vectors.ts';
import { REMOTE_VECTORS } from './remote-vectors.ts';
import { SUBSCRIPTION_VECTORS, TOPIC_VECTORS } from './topic-vectors.ts';
import { TRUST_VECTORS } from './trust-vectors.ts';
import { ISSUER_KEY, RESERVE_KEY, ROOT_KEY, STREAM_KEY } from './vector-keys.ts';

export const vectorFile = (name: string): string =>
  fileURLToPath(new URL(`../../../../test/fixtures/protocol/${name}`, import.meta.url));

const FILES: Readonly<Record<string, object>> = {
  'bundles.json': {
    about:
      'Audio bundles (PROTOCOL §3) and what a box reads in them, or the code by which it refuses them. ' +
      'thenZeros: that many zero bytes follow. The keys are for these vectors alone.',
    streamKey: STREAM_KEY,
    vectors: BUNDLE_VECTORS,
  },
  'control.json': {
    about:
      'Control messages (PROTOCOL §2), each one byte a character, and what a box reads in them before it asks ' +
      'whether to believe it, or the code by which it refuses them. The keys are for these vectors alone.',
    issuerKey: ISSUER_KEY,
    vectors: CONTROL_VECTORS,
  },
  'trust.json': {
    about:
      'What is published on a trust topic (PROTOCOL §2.4), each one byte a character, and what a box that pins the two roots and ' +
      'has heard nothing yet makes of each line. The keys are for these vectors alone.',
    roots: [ROOT_KEY, RESERVE_KEY],
    vectors: TRUST_VECTORS,
  },
  'proof.json': {
    about:
      'The proof of play (PROTOCOL §8): a chain of records, each line with the SHA-256 of its UTF-8, which the next repeats; ' +
      'chains that do not hold, and at which line; and acknowledgements, or the code by which a box refuses them.',
    issuerKey: ISSUER_KEY,
    chain: PROOF_CHAIN,
    broken: BROKEN_CHAINS,
    acknowledgements: ACK_VECTORS,
  },
  'remote.json': {
    about:
      'Commands and desired settings (PROTOCOL §9), each one byte a character, and what a box reads in them before it asks whether to ' +
      'believe them: whose order it is, then what it is, or the code by which it refuses either. The key is for these vectors alone.',
    issuerKey: ISSUER_KEY,
    vectors: REMOTE_VECTORS,
  },
  'topics.json': {
    about: 'Topics on which a box hears its commune (PROTOCOL §1), and what it subscribes to.',
    vectors: TOPIC_VECTORS,
    subscriptions: SUBSCRIPTION_VECTORS,
  },
};

/** Each file with its text as it should be. */
export const vectorTexts = (): [name: string, text: string][] =>
  Object.entries(FILES).map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`]);

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of vectorTexts()) writeFileSync(vectorFile(name), text);
}
