/**
 * A test programme that the box carries with it, as an announcement of its own: marked by the tones of a test, last in every clash, and
 * heard by no right that came from outside. What sounds is fixed when the box is built; nobody can bring another.
 */
import type { Chain } from '../trust/chain.ts';
import type { Authority } from '../trust/belief.ts';
import { US_PER_S, after, utcUs, type UtcUs } from '../vocabulary.ts';
import type { Announcement } from '../wire/control-message.ts';

/** At the box itself; in reports, in the place of an issuer. */
export type TestBy = 'console' | 'button';
const AT_THE_BOX = 'console';
const LEASE_US = 60 * US_PER_S;

export const LOCAL_TESTS = ['tone', 'speech', 'silence'] as const;
export type LocalTest = (typeof LOCAL_TESTS)[number];

/** Ends in no root: it covers nothing but the box that made it. */
const NO_CHAIN: Chain = {
  root: '',
  mandates: [
    {
      id: AT_THE_BOX,
      subject: AT_THE_BOX,
      key: new Uint8Array(32),
      areas: [],
      class: 'normal',
      delegations: 0,
      notBefore: utcUs(0),
      expiresAt: utcUs(0),
    },
  ],
};

export const LOCAL_AUTHORITY: Authority = { chain: NO_CHAIN, speaker: '' };

export interface LocalTestParts {
  readonly id: string;
  readonly test: LocalTest;
  readonly by: TestBy;
  readonly area: string;
  readonly nowAt: UtcUs;
  /** From now to the first sample of the programme: tones and amplifier fit in. */
  readonly leadUs: number;
}

export const localTest = (parts: LocalTestParts): Announcement => {
  const { id, test, by, area, nowAt, leadUs } = parts;
  return {
    type: 'announce',
    id,
    issuer: by,
    area,
    sequence: 0,
    issuedAt: nowAt,
    expiresAt: after(nowAt, LEASE_US),
    class: 'normal',
    kind: 'test',
    // No bundle can be of it: those have sixteen hexadecimal digits.
    streamId: id,
    streamKey: new Uint8Array(32),
    startAt: after(nowAt, leadUs),
    leaseUs: LEASE_US,
    title: `${by}: test ${test}`,
    gainDb: 0,
  };
};
