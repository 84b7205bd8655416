/**
 * Runs properties over drawn cases: how many each gets, which seed, and the command that repeats a failure. What is drawn
 * and what must hold is each `fuzz-*.test.ts`'s own.
 *
 *     LOA_FUZZ_CASES=5000000 LOA_FUZZ_SEED=7 node --test dist/test/core/fuzz/fuzz-bundle.test.js
 */
import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { REFUSALS, type Decoded, type RefusalCode } from '../../../agent/core/refusal.ts';

/** Cases of all properties together. */
const CASES = Number(process.env['LOA_FUZZ_CASES'] ?? 200_000);
const SEED = Number(process.env['LOA_FUZZ_SEED'] ?? randomInt(2 ** 31));

/** What part of a hundred of all cases each property gets. Its name is the sentence that must hold. */
const SHARES = {
  'any bytes are refused as a bundle by a known code, or are a sound one': 5,
  'a damaged bundle is refused by a known code, or is a sound one': 5,
  'a bundle comes out as it went in': 5,
  'a bundle cut short is truncated, and one too long has trailing bytes': 3,
  'any bytes have the shape of an Opus packet by the table of the RFC, or none': 2,
  'any text is refused as a JWS by a known code, or is a sound one': 3,
  'a damaged JWS is refused by a known code, or is a sound one': 5,
  'any object is refused as a control message by a known code, or is a sound one': 3,
  'a control message with wrong fields is refused by a known code, or is a sound one': 3,
  'any object is refused as an order to one box by a known code, or is one within its bounds': 2,
  'whatever is made of messages, a box believes only what its issuer has said, to the letter': 10,
  'whatever is made of bundles, a stream takes only what was sealed for it, to the byte': 10,
  'whatever is made of what is published, a box takes only what its roots have said, to the letter': 4,
  'a control message comes out as it went in': 4,
  'any text is base64url by the one spelling that Buffer would write, or not at all': 4,
  'any bytes come out of base64url as they went in': 4,
  'any text is refused as a topic by a known code, or is spelled as its meaning is': 4,
  'a topic comes out as it went in': 2,
  'whatever comes on whatever topic, the receiver stands, and without a signature does nothing': 1,
  'any bytes are refused as the time by a known code, or are an answer within its bounds': 2,
  'an answer about the time comes out as it went in': 1,
  'whatever a time server answers, whenever, the belief is a number and the next wake-up is to come': 1,
  'any value is a stored state within its type, or none': 2,
  'a stored state comes out of its seal as it went in, and no damage makes another of it': 2,
  'whatever is typed, the console stands, and its terminal shows nothing that it cannot': 5,
  'whatever is typed at a box that cannot start, nothing is asked that nobody there could answer': 1,
  'any line is a command, or is told what is wrong with it': 2,
  'any text is a configuration, or is told what is wrong with it': 1,
  'a damaged configuration is one, or is told what is wrong with it': 2,
  'a configuration comes out as it went in, and each key is found on its line': 2,
} as const;

const total = Object.values(SHARES).reduce((sum, share) => sum + share, 0);
if (total !== 100) throw new Error(`the shares come to ${total} of 100`);

/** How often each answer was given, so that a property whose cases are all alike is seen to be. */
const answers = new Map<string, number>();

/** Counts one answer of the property that runs. */
export const answered = (answer: string): void => {
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
};

/** A test that `holds` for every drawn case: it throws where it does not. */
export const fuzz = <T>(
  sentence: keyof typeof SHARES,
  drawn: fc.Arbitrary<T>,
  holds: (value: T) => void,
): void => {
  const cases = Math.ceil((CASES * SHARES[sentence]) / 100);
  test(sentence, (t) => {
    answers.clear();
    const run = fc.check(fc.property(drawn, holds), { numRuns: cases, seed: SEED });
    if (run.failed) throw new Error(failure(run), { cause: run.errorInstance });
    const told = [...answers].map(([answer, times]) => `${answer} ${times}`).sort();
    t.diagnostic([`seed ${SEED}, ${run.numRuns} cases`, ...told].join(', '));
  });
};

const CASE_CHARS_MAX = 4_000;

const failure = <T>(run: fc.RunDetails<[T]>): string => {
  const file = relative(process.cwd(), process.argv[1] ?? '');
  return [
    `does not hold after ${run.numRuns} cases and ${run.numShrinks} simplifications`,
    `case: ${fc.stringify(run.counterexample?.[0]).slice(0, CASE_CHARS_MAX)}`,
    `repeat: LOA_FUZZ_SEED=${SEED} LOA_FUZZ_CASES=${CASES} node --test ${file}`,
  ].join('\n');
};

/** The value, where there is one; fails where the code is none of the registry, or none that begins so. */
export const valueOf = <T>(decoded: Decoded<T>, ...families: string[]): T | undefined => {
  answered(decoded.ok ? 'accepted' : decoded.code);
  if (decoded.ok) return decoded.value;
  const code: RefusalCode = decoded.code;
  if (!(code in REFUSALS)) throw new Error(`${code} is not in the registry`);
  if (!families.some((family) => code.startsWith(family))) {
    throw new Error(`${code} is none of ${families.join(', ')}`);
  }
  return undefined;
};
