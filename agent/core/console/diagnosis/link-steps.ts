/**
 * The way to the broker, step by step: network, DNS, TLS, broker. A connection that is up proves all of them, unless what was tried
 * just now says that another would not come about: of a line that has died without a word the box learns later than whoever tries.
 * Where it is not up, the try says where the way ends, and without a try the kind of the last failure does.
 */
import type { LinkCause } from '../../report/link-cause.ts';
import { DIAGNOSIS } from '../phrases/diagnosis-phrases.ts';
import { joined, plain, type Say } from '../phrases/language.ts';
import { LINK_TROUBLES } from '../phrases/link-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { fails, passes, unknown, warns, type Finding, type Step } from './finding.ts';
import type { Probes, Tried } from './probes.ts';

type LinkStep = Extract<Step, 'network' | 'dns' | 'tls' | 'broker'>;
const LINK_STEPS: readonly LinkStep[] = ['network', 'dns', 'tls', 'broker'];

/** Where on the way each kind of failure lies. */
const STEP_OF: Readonly<Record<LinkCause, LinkStep>> = {
  'no-route': 'network',
  'name-unknown': 'dns',
  'name-server': 'dns',
  refused: 'broker',
  timeout: 'broker',
  closed: 'broker',
  'not-tls': 'tls',
  'certificate-authority': 'tls',
  'certificate-name': 'tls',
  'certificate-expired': 'tls',
  'certificate-early': 'tls',
  'own-certificate': 'tls',
  login: 'broker',
  'not-allowed': 'broker',
  other: 'broker',
};

export const stepOfCause = (cause: LinkCause): LinkStep => STEP_OF[cause];

export const linkSteps = (box: BoxSnapshot, probes: Probes | undefined): Finding[] => {
  if (box.link.state === 'up') {
    const doubt = probes && doubtOf(box, probes);
    return LINK_STEPS.map((step) =>
      doubt !== undefined && STEP_OF[doubt] === step
        ? warns(step, troubleAt(doubt, box), LINK_TROUBLES[doubt].remedy)
        : proven(step, box, probes),
    );
  }
  const cause = causeOf(box, probes);
  if (cause === undefined) {
    const { connecting, connectingRemedy, afterFault } = DIAGNOSIS;
    return LINK_STEPS.map((step) =>
      step === 'broker'
        ? warns('broker', connecting(box.link.sinceS), connectingRemedy)
        : unknown(step, afterFault),
    );
  }
  const broken = STEP_OF[cause];
  const at = LINK_STEPS.indexOf(broken);
  return LINK_STEPS.map((step, index) => {
    if (index > at) return unknown(step, DIAGNOSIS.afterFault);
    if (index < at) return before(step, cause, box, probes);
    return fails(step, troubleAt(cause, box), LINK_TROUBLES[cause].remedy);
  });
};

/** What stands in the way: by what was just tried, in the order of the way; else by how the last connection failed. */
const causeOf = (box: BoxSnapshot, probes: Probes | undefined): LinkCause | undefined => {
  const { failure } = box.link;
  return (probes && doubtOf(box, probes)) ?? failure?.cause;
};

/** By what was just tried, in the order of the way. */
const doubtOf = (box: BoxSnapshot, { route, dns, tcp, tls }: Probes): LinkCause | undefined => {
  if (route === null && !isOnThisMachine(box)) return 'no-route';
  for (const tried of [dns, tcp, tls]) if (tried.went === 'wrong') return tried.cause;
  return undefined;
};

const troubleAt = (cause: LinkCause, box: BoxSnapshot): Say =>
  joined([LINK_TROUBLES[cause].what, plain(hostOf(box))], ': ');

const proven = (step: LinkStep, box: BoxSnapshot, probes: Probes | undefined): Finding => {
  if (step === 'broker') {
    return passes('broker', DIAGNOSIS.brokerUp(hostOf(box), box.link.sinceS));
  }
  return triedBefore(step, box, probes);
};

/** Failures that only somebody at the other end can have caused: they prove that the way to there is open. */
const FAR: ReadonlySet<LinkCause> = new Set([
  'refused',
  'closed',
  'not-tls',
  'certificate-authority',
  'certificate-name',
  'certificate-expired',
  'certificate-early',
  'own-certificate',
  'login',
  'not-allowed',
]);

const before = (
  step: LinkStep,
  cause: LinkCause,
  box: BoxSnapshot,
  probes: Probes | undefined,
): Finding =>
  FAR.has(cause) || measured(step, probes) !== undefined
    ? triedBefore(step, box, probes)
    : unknown(step, DIAGNOSIS.notTried);

/** A step that something behind it proves, or that was tried itself. */
const triedBefore = (step: LinkStep, box: BoxSnapshot, probes: Probes | undefined): Finding => {
  if (step === 'tls' && !box.facts.brokerUrl.startsWith('mqtts:')) {
    return passes('tls', DIAGNOSIS.noTls);
  }
  return passes(step, measured(step, probes) ?? DIAGNOSIS.connected);
};

const measured = (step: LinkStep, probes: Probes | undefined): Say | undefined => {
  if (probes === undefined) return undefined;
  switch (step) {
    case 'network':
      return probes.route === null
        ? undefined
        : DIAGNOSIS.routeBy(probes.route.device, probes.route.gateway);
    case 'dns':
      return timed(probes.dns);
    case 'tls':
      return timed(probes.tls);
    case 'broker':
      return timed(probes.tcp);
  }
};

const timed = (tried: Tried): Say | undefined =>
  tried.went === 'well' ? DIAGNOSIS.resolved(tried.detail, tried.tookUs) : undefined;

const hostOf = (box: BoxSnapshot): string => box.facts.brokerUrl.replace(/^mqtts?:\/\//, '');

/** A broker on the box itself needs no way out. */
const isOnThisMachine = (box: BoxSnapshot): boolean =>
  /^(?:localhost|127\.|\[::1\])/.test(hostOf(box));
