/** Who owns the speaker, over every set of up to three sessions, against a sort by the rule in words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseOwner, nextDueUs } from '../../agent/core/control/arbitration.ts';
import { Session } from '../../agent/core/control/session.ts';
import {
  BULLETIN_CLASSES,
  NEVER,
  monoUs,
  type BulletinClass,
} from '../../agent/core/vocabulary.ts';
import { announcement, sessionParts } from './announcement-builder.ts';

const NOW = monoUs(1_000);

interface Candidate {
  readonly class: BulletinClass;
  readonly isEnding: boolean;
  readonly isDormant: boolean;
  readonly dueUs: number;
  readonly session: Session;
}

const candidate = (number: number, kind: Omit<Candidate, 'session'>): Candidate => {
  const announced = announcement(number, { class: kind.class });
  const session = new Session(announced, sessionParts(), monoUs(0));
  if (kind.isEnding) session.end('stopped');
  if (kind.isDormant) session.sleep();
  return { ...kind, session };
};

const booleans = [false, true];
/** Every kind of session, once for each place in the order of acceptance. */
const candidates = (number: number): Candidate[] =>
  BULLETIN_CLASSES.flatMap((bulletinClass) =>
    booleans.flatMap((isEnding) =>
      booleans.flatMap((isDormant) =>
        [1_000, 1_001].map((dueUs) =>
          candidate(number, { class: bulletinClass, isEnding, isDormant, dueUs }),
        ),
      ),
    ),
  );

/** The rule in words: whoever may, by urgency, then the owner, then first come. */
const byRule = (set: readonly Candidate[], owner: Candidate | undefined): Session | undefined =>
  set
    .filter(({ isEnding, isDormant, dueUs }) => !isEnding && !isDormant && dueUs <= 1_000)
    .map((one, place) => ({ one, place }))
    .sort(
      (a, b) =>
        BULLETIN_CLASSES.indexOf(a.one.class) - BULLETIN_CLASSES.indexOf(b.one.class) ||
        Number(b.one === owner) - Number(a.one === owner) ||
        a.place - b.place,
    )[0]?.one.session;

const chosen = (set: readonly Candidate[], owner: Candidate | undefined): Session | undefined => {
  const dueOf = new Map(set.map(({ session, dueUs }) => [session, monoUs(dueUs)]));
  return chooseOwner(dueOf.keys(), owner?.session, (session) => dueOf.get(session)!, NOW);
};

describe('who owns the speaker', () => {
  const [first, second, third] = [candidates(1), candidates(2), candidates(3)];

  test('nobody, where nobody speaks', () => {
    assert.equal(chosen([], undefined), undefined);
  });

  test('in every set of one, two and three sessions, with each as the owner and with none', () => {
    let sets = 0;
    const check = (set: readonly Candidate[]): void => {
      for (const owner of [undefined, ...set]) {
        sets += 1;
        if (chosen(set, owner) === byRule(set, owner)) continue;
        assert.fail(`wrong for ${JSON.stringify(set.map(({ session: _, ...kind }) => kind))}`);
      }
    };
    for (const one of first) {
      check([one]);
      for (const two of second) {
        check([one, two]);
        for (const three of third) check([one, two, three]);
      }
    }
    assert.equal(sets, 24 * 2 + 24 ** 2 * 3 + 24 ** 3 * 4);
  });

  test('an owner that is not among the sessions any more counts for nothing', () => {
    const [stranger, normal] = [candidate(8, FREE), candidate(9, FREE)];
    assert.equal(chosen([normal], stranger), normal.session);
  });
});

const FREE = { class: 'normal', isEnding: false, isDormant: false, dueUs: 0 } as const;

describe('who is next', () => {
  const next = (...dues: (readonly [number, boolean])[]) => {
    const set = dues.map(([dueUs, isEnding], at) =>
      candidate(at + 1, { ...FREE, dueUs, isEnding }),
    );
    const dueOf = new Map(set.map(({ session, dueUs }) => [session, monoUs(dueUs)]));
    return nextDueUs(dueOf.keys(), (session) => dueOf.get(session)!, NOW);
  };

  test('nobody, where nobody waits', () => assert.equal(next(), NEVER));
  test('not one that is due already', () => assert.equal(next([1_000, false]), NEVER));
  test('not one that is ending', () => assert.equal(next([1_001, true]), NEVER));
  test('the earliest of those to come', () => {
    assert.equal(next([3_000, false], [2_000, false], [1_500, true], [900, false]), 2_000);
  });
});
