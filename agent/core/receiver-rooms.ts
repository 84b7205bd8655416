/** Puts the rooms of the core together: who is made of whom, and who may ask whom. Wiring alone; who does what when is `receiver.ts`. */
import { Body } from './body/body.ts';
import { Lamp } from './body/lamp.ts';
import { AmplifierChain } from './amplifier/amplifier-chain.ts';
import { CertificateWatch } from './report/certificate-watch.ts';
import { FaultLedger } from './report/fault-ledger.ts';
import { Floor } from './control/floor.ts';
import { Hearing } from './control/hearing.ts';
import { KillSwitch } from './control/kill-switch.ts';
import { Memory } from './control/memory.ts';
import { Speaker } from './control/speaker.ts';
import { StopMemory } from './control/stop-memory.ts';
import type { Ed25519 } from './ed25519.ts';
import type { Leave } from './effect.ts';
import type { EffectQueue } from './effect-queue.ts';
import type { OpusDecoder } from './playout/opus-decoder.ts';
import type { ReceiverConfig } from './receiver-config.ts';
import { Remote } from './remote/remote.ts';
import { NOTHING_REMOTE } from './remote/stored-remote.ts';
import { Tuning } from './remote/tuning.ts';
import { Connection } from './report/connection.ts';
import { Proof, type ProofParts } from './report/proof.ts';
import { Reporting } from './report/reporting.ts';
import { SelfTest } from './self-test/self-test.ts';
import type { Sha256 } from './sha256.ts';
import type { StoredState } from './stored-state.ts';
import { BoxTime } from './time/box-time.ts';
import { utcOf, type ClockReading } from './time/clock-reading.ts';
import { LastTrusted } from './time/last-trusted.ts';
import type { MonoUs } from './vocabulary.ts';

export interface ReceiverParts {
  readonly config: ReceiverConfig;
  readonly stored: StoredState;
  readonly proof: StoredProof;
  readonly sha256: Sha256;
  readonly ed25519: Ed25519;
  readonly decoder: OpusDecoder;
  /** 0 ≤ x < 1. For jitter only, never for anything that must not be guessed. */
  readonly random: () => number;
  /** Whoever supervises the process starts the machine again where it asks for that. */
  readonly canReboot?: boolean;
  /** The system's. */
  readonly clock: ClockReading;
  readonly nowUs: MonoUs;
}

/** What the disk holds of the proof of play, and what a new chain of it is called. */
export type StoredProof = Pick<ProofParts, 'records' | 'newChain' | 'broken'>;

/** `leave` is called when the process is to end in good order. */
export const putTogether = (
  parts: ReceiverParts,
  effects: EffectQueue,
  leave: (then: Leave) => void,
) => {
  const { config, stored, nowUs, random } = parts;
  const killSwitch = new KillSwitch(effects);
  const faults = new FaultLedger(effects);
  const certificate = new CertificateWatch(config.certificateEndsAtUs, faults, nowUs);
  const amplifier = new AmplifierChain({ config: config.amplifier, faults, effects, nowUs });
  const body: Body = new Body({
    config: config.body,
    faults,
    isLineLatched: stored.isLineLatched ?? false,
    mainsLost: () => {
      memory.hasten();
    },
    testPressed: (atUs) => {
      selfTest.press(atUs);
    },
  });
  const speaker = new Speaker({
    amplifier,
    body,
    config: config.amplifier,
    effects,
    nowUs,
  });
  const lastTrusted = new LastTrusted(stored.lastTrustedAt);
  const memory: Memory = new Memory({
    stored,
    passing: () => {
      const { driftPpb } = time;
      const { acknowledged } = proof;
      return {
        ...lastTrusted.stored(),
        ...(driftPpb !== undefined && { driftPpb }),
        ...(acknowledged > 0 && { acknowledged }),
      };
    },
    faults,
    effects,
  });
  const { session, trust, driftPpb, acknowledged = 0, remote: ordered = NOTHING_REMOTE } = stored;
  const tuning = new Tuning(config, ordered.desired?.settings ?? {});
  const connection = new Connection({ config, session, memory, effects, random, nowUs });
  const proof: Proof = new Proof({
    ...parts.proof,
    config,
    acknowledged,
    believe: (payload, atUs) => hearing.believeAck(payload, time.reading, atUs),
    refuse: (code, atUs, detail) => {
      hearing.refuse(code, atUs, detail);
    },
    sha256: parts.sha256,
    memory,
    connection,
    effects,
    utcAt: (atUs) => utcOf(time.reading, atUs),
  });
  const stops = new StopMemory(stored.stops ?? [], (remembered) => {
    memory.keep({ stops: remembered });
  });
  const hearing: Hearing = new Hearing({
    config,
    ed25519: parts.ed25519,
    decoder: parts.decoder,
    effects,
    killSwitch,
    stops,
    tuning,
    trust,
    nowUs,
    lastTrustedAt: () => lastTrusted.at,
    store: (changed) => {
      memory.keep({ trust: changed });
    },
    carry: (changed, atUs) => {
      memory.carry({ trust: changed }, atUs);
    },
  });
  const time: BoxTime = new BoxTime({
    server: config.timeServer,
    system: parts.clock,
    driftPpb,
    effects,
    refuse: (code, atUs, detail) => {
      hearing.refuse(code, atUs, detail);
    },
    random,
    nowUs,
  });
  const reporting: Reporting = new Reporting({
    config,
    connection,
    proof,
    hearing,
    amplifier,
    body,
    faults,
    tuning,
    speaker,
    killSwitch,
    time,
    selfTest: () => selfTest.report,
    effects,
    random,
    nowUs,
  });
  const lamp = new Lamp({ effects, faults, killSwitch, amplifier, connection });
  const floor = new Floor({
    book: hearing.book,
    speaker,
    tuning,
    stops,
    concluded: (session, why, atUs) => {
      reporting.conclude(session, why, atUs);
    },
    clock: time.reading,
    nowUs,
  });
  const selfTest: SelfTest = new SelfTest({
    ...(config.selfTestAtUs !== undefined && { dailyAtUs: config.selfTestAtUs }),
    floor,
    speaker,
    killSwitch,
    amplifier,
    body,
    connection,
    proof,
    effects,
    random,
    nowUs,
  });
  const remote = new Remote({
    selfTest,
    config,
    stored: ordered,
    store: (changed) => {
      memory.keep({ remote: changed });
    },
    tuning,
    hearing,
    floor,
    killSwitch,
    connection,
    effects,
    tuned: () => {
      reporting.tuned();
      for (const held of hearing.book.all) held.tune(tuning.playout);
    },
    prove: (what, by, atUs) => {
      proof.append({ record: 'command', what, by }, atUs);
    },
    leave,
    canReboot: parts.canReboot ?? false,
    nowUs,
  });
  return {
    memory,
    connection,
    proof,
    hearing,
    killSwitch,
    amplifier,
    certificate,
    body,
    lamp,
    speaker,
    floor,
    time,
    lastTrusted,
    reporting,
    remote,
    selfTest,
  };
};
