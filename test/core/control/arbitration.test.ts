/**
 * Who owns the speaker, over every small world, against an onlooker who knows the rule as sentences and no order of sorting:
 * whoever has a claim and is beaten by nobody.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseOwner, leastOf, nextDueUs } from '../../../agent/core/control/arbitration.ts';
import { Session } from '../../../agent/core/control/session.ts';
import {
  BULLETIN_CLASSES,
  NEVER,
  monoUs,
  type BulletinClass,
} from '../../../agent/core/vocabulary.ts';
import type { AnnouncementKind } from '../../../agent/core/wire/control-message.ts';
import { announcement, sessionParts } from './announcement-builder.ts';
import { mandate } from '../trust/mandate-builder.ts';

const NOW = monoUs(1_000);
/** What the commune decided. The school of this province is not in it; a school that the root appointed is. */
const ORDER = ['tinh/commune', 'tinh/studio', 'school'];
const ISSUERS = ['studio', 'commune', 'school'] as const;
const STATES = ['there', 'ending', 'dormant', 'early'] as const;

interface Candidate {
  readonly class: BulletinClass;
  readonly kind: AnnouncementKind;
  readonly issuer: string;
  readonly state: (typeof STATES)[number];
  readonly session: Session;
}

const candidate = (number: number, says: Omit<Candidate, 'session'>): Candidate => {
  const { class: bulletinClass, kind, issuer } = says;
  const announced = announcement(number, { class: bulletinClass, kind });
  const mandates = [mandate({ subject: 'tinh' }), mandate({ subject: issuer })] as const;
  const by = { speaker: '', chain: { root: '', mandates } };
  const session = new Session(announced, { ...sessionParts(), by }, monoUs(0));
  if (says.state === 'ending') session.end('stopped');
  if (says.state === 'dormant') session.sleep();
  return { ...says, session };
};

/** Every kind of session, once for each place in the order of acceptance. */
const candidates = (number: number, states: readonly Candidate['state'][]): Candidate[] =>
  BULLETIN_CLASSES.flatMap((bulletinClass) =>
    (['programme', 'test'] as const).flatMap((kind) =>
      ISSUERS.flatMap((issuer) =>
        states.map((state) => candidate(number, { class: bulletinClass, kind, issuer, state })),
      ),
    ),
  );

type Beats = (one: Candidate, other: Candidate) => boolean;

/** The sentences, the weightier first: the first that speaks for one of two decides between them. */
const sentences = (owner: Candidate | undefined, world: readonly Candidate[]): Beats[] => [
  (one, other) => one.class === 'emergency' && other.class !== 'emergency',
  (one, other) => one.class === 'priority' && other.class === 'normal',
  (one, other) => one.kind !== 'test' && other.kind === 'test',
  (one, other) => one.issuer === 'commune' && other.issuer !== 'commune',
  (one, other) => one.issuer === 'studio' && other.issuer === 'school',
  (one) => one === owner,
  (one, other) => world.indexOf(one) < world.indexOf(other),
];

const onlooker = (
  world: readonly Candidate[],
  owner: Candidate | undefined,
): Candidate | undefined => {
  const decides = sentences(owner, world);
  const beats: Beats = (one, other) => {
    for (const sentence of decides) {
      if (sentence(one, other)) return true;
      if (sentence(other, one)) return false;
    }
    return false;
  };
  const claimants = world.filter(({ state }) => state === 'there');
  return claimants.find((one) => claimants.every((other) => other === one || !beats(other, one)));
};

const dueFromUs = (world: readonly Candidate[]) => {
  const early = new Set(
    world.flatMap(({ state, session }) => (state === 'early' ? [session] : [])),
  );
  return (session: Session) => monoUs(early.has(session) ? 1_001 : 1_000);
};

const chosen = (world: readonly Candidate[], owner: Candidate | undefined): Session | undefined => {
  const sessions = world.map(({ session }) => session);
  const rules = { order: ORDER, dueFromUs: dueFromUs(world) };
  return chooseOwner(sessions, owner?.session, rules, NOW);
};

const NORMAL = { class: 'normal', kind: 'programme', issuer: 'school', state: 'there' } as const;

describe('who owns the speaker', () => {
  let worlds = 0;
  const check = (world: readonly Candidate[]): void => {
    for (const owner of [undefined, ...world]) {
      worlds += 1;
      if (chosen(world, owner) === onlooker(world, owner)?.session) continue;
      const told = world.map(({ session: _, ...says }) => says);
      assert.fail(`wrong for ${JSON.stringify(told)}, owned by ${world.indexOf(owner!)}`);
    }
  };

  test('nobody, where nobody speaks', () => {
    assert.equal(chosen([], undefined), undefined);
  });

  test('in every world of one and two sessions, with each as the owner and with none', () => {
    worlds = 0;
    const [first, second] = [candidates(1, STATES), candidates(2, STATES)];
    for (const one of first) {
      check([one]);
      for (const two of second) check([one, two]);
    }
    assert.equal(worlds, 72 * 2 + 72 ** 2 * 3);
  });

  test('in every world of three sessions that are there or are ending', () => {
    worlds = 0;
    const [first, second, third] = [1, 2, 3].map((number) =>
      candidates(number, ['there', 'ending']),
    ) as [Candidate[], Candidate[], Candidate[]];
    for (const one of first) {
      for (const two of second) for (const three of third) check([one, two, three]);
    }
    assert.equal(worlds, 36 ** 3 * 4);
  });

  test('an owner that is not among the sessions any more counts for nothing', () => {
    const [stranger, normal] = [candidate(8, NORMAL), candidate(9, NORMAL)];
    assert.equal(chosen([normal], stranger), normal.session);
  });
});

describe('who makes room in a full box', () => {
  test('for every newcomer and every pair: whom both others go before, and the later of equals', () => {
    const [first, second, newcomers] = [1, 2, 3].map((number) => candidates(number, ['there'])) as [
      Candidate[],
      Candidate[],
      Candidate[],
    ];
    for (const one of first) {
      for (const two of second) {
        for (const newcomer of newcomers) {
          // Nobody owns the speaker, and whoever comes last would be the last to be heard.
          const world = [one, two, newcomer];
          const winner = onlooker(world, undefined);
          const [loser] = world
            .filter((other) => other !== winner)
            .filter((other, _, [a, b]) => onlooker([a!, b!], undefined) !== other);
          const given = leastOf([one.session, two.session], newcomer.session.claim, ORDER);
          const expected = loser === newcomer ? undefined : loser?.session;
          if (given !== expected) {
            const told = world.map(({ session: _, ...says }) => says);
            assert.fail(`wrong for ${JSON.stringify(told)}`);
          }
        }
      }
    }
  });

  test('nobody, where all that are there are ending', () => {
    const ending = candidate(1, { ...NORMAL, state: 'ending' });
    const emergency = { class: 'emergency', kind: 'live', path: 'tinh/commune' } as const;
    assert.equal(leastOf([ending.session], emergency, ORDER), undefined);
  });
});

describe('who is next', () => {
  const next = (...dues: (readonly [number, boolean])[]) => {
    const dueOf = new Map(
      dues.map(([dueUs, isEnding], at) => {
        const one = candidate(at + 1, { ...NORMAL, state: isEnding ? 'ending' : 'there' });
        return [one.session, monoUs(dueUs)];
      }),
    );
    return nextDueUs(dueOf.keys(), (session) => dueOf.get(session)!, NOW);
  };

  test('nobody, where nobody waits', () => assert.equal(next(), NEVER));
  test('not one that is due already', () => assert.equal(next([1_000, false]), NEVER));
  test('not one that is ending', () => assert.equal(next([1_001, true]), NEVER));
  test('the earliest of those to come', () => {
    assert.equal(next([3_000, false], [2_000, false], [1_500, true], [900, false]), 2_000);
  });
});
