/**
 * Every bound of the core in one place, with the relations between them asserted when the module loads. Nothing here
 * is a setting: a setting lives in `agent/config`, within these bounds.
 */
import { FRAME_US, US_PER_MS, US_PER_S } from './vocabulary.ts';

export const LIMITS = {
  /** Longest MQTT payload taken on a control topic. */
  controlBytesMax: 8_192,
  /** How long before its end a box tells of its certificate, and how often it looks. */
  certificateNoticeUs: 60 * 86_400 * US_PER_S,
  certificateLookEveryUs: 3_600 * US_PER_S,

  /** Longest packet taken from a broker, without its fixed header. */
  brokerPacketBytesMax: 65_536,
  /** Topics that a box subscribes to: three for each level of its area, and its own. */
  subscriptionsMax: 32,

  /** Longest string in a control message (`title`, `issuer`, `id`). */
  controlTextCharsMax: 200,
  /** Mandates in a chain, from the root's to the speaker's own; areas and characters in one of them. */
  chainMandatesMax: 5,
  mandateAreasMax: 16,
  mandateCharsMax: 2_400,
  /** Mandates whose signatures are remembered to be right; the one that was used longest ago is forgotten. */
  verifiedMandatesMax: 64,
  /** Speakers whose published mandates are kept for messages that bring none. */
  publishedChainsMax: 32,
  /** Longest MQTT payload taken on a trust topic, and how many statements it may hold. */
  trustBytesMax: 32_768,
  trustStatementsMax: 64,
  /** Keys, and mandates, on one revocation list: a list fits a control message's bound. */
  revokedMax: 64,
  /** Issuers whose sequences are remembered. */
  issuersMax: 32,
  /** Longest area code, and how many levels it has. */
  areaCharsMax: 64,
  areaLevelsMax: 8,

  /** Frames in one bundle, and bytes in one Opus packet (RFC 6716 §3.2.1: at most 1275 a frame). */
  bundleFramesMax: 50,
  opusPacketBytesMax: 1_275,
  bundleBytesMax: 16_384,

  /** Frames the jitter buffer holds ahead of play-out: 10.24 s. */
  jitterBufferFrames: 512,

  /** How long an announcement may lie in the future, and how long it may live. */
  startAheadUsMax: 600 * US_PER_S,
  leaseUsMin: 2 * US_PER_S,
  leaseUsMax: 120 * US_PER_S,

  /** Freshness of `issuedAt` where the clock is trusted. */
  issuedAgoUsMax: 60 * US_PER_S,
  issuedAheadUsMax: 5 * US_PER_S,

  /** A stream from which nothing comes is over after this. */
  streamSilenceUsMax: 5 * US_PER_S,

  /** Announcements held at once (one owns the speaker, the others wait). */
  announcementsMax: 8,

  /** Stops remembered over power cuts. */
  stopsRemembered: 64,

  /** Commands whose ids are remembered over power cuts, and how long a reply may be to be remembered with its id. */
  commandsRemembered: 32,
  replyCharsKept: 1_024,
  /** Log lines in one reply. */
  logLinesMax: 100,
  /** How long bulletins may be silenced from afar. */
  silenceUsMax: 86_400 * US_PER_S,
  /** What may be desired of one box. */
  volumeDbMin: -60,
  volumeDbMax: 20,
  heartbeatSMin: 10,
  heartbeatSMax: 3_600,

  /** Issuers that a commune puts in order. */
  orderedIssuersMax: 32,

  /** Concealment: 60 ms at full level, then a fade of 40 ms to silence. */
  concealFullFrames: 3,
  concealFadeSamples: 1_920,

  /** Announcements that ended lately, remembered so that a renewal in flight does not wake them. */
  endedRemembered: 32,

  /** Records of the proof of play that a box keeps; the oldest falls out, be it acknowledged or not. */
  proofRecordsMax: 2_048,
  /** Of those that were made before this connection, sent and not acknowledged at once. */
  proofInFlightMax: 16,

  /** A session that must be silent gets this long to fade, whatever its card does. */
  fadeOutUsMax: 700 * US_PER_MS,

  /** One refusal code is logged at most once in this time; the rest is counted. */
  refusalLogEveryUs: 10 * US_PER_S,

  /** A fault that lasts is logged again at most once in this time. */
  faultLogEveryUs: 600 * US_PER_S,

  /** Questions to the time server that an answer may still come to; the oldest falls out. A line may stall for many seconds. */
  timeQuestionsMax: 64,
  /** A time server that is further from UTC by its own word has no time (RFC 5905, MAXDISP). */
  timeRootErrorUsMax: 16 * US_PER_S,

  /** Group delay that a head-end may ask for. */
  groupDelayUsMax: 10 * US_PER_S,
  /** Sound that a sink may hold ahead of the horn. */
  sinkBufferUsMax: 600 * US_PER_MS,
} as const;

const relations: readonly (readonly [boolean, string])[] = [
  [
    LIMITS.brokerPacketBytesMax >= 2 * Math.max(LIMITS.bundleBytesMax, LIMITS.controlBytesMax),
    'a broker’s packet holds the longest message and its topic',
  ],
  [
    LIMITS.subscriptionsMax >= 3 * LIMITS.areaLevelsMax + 2,
    'a box can subscribe to all of its topics',
  ],
  [LIMITS.bundleFramesMax <= 255, 'frameCount is one byte'],
  [
    LIMITS.jitterBufferFrames * FRAME_US >= LIMITS.groupDelayUsMax,
    'the jitter buffer holds a whole group delay',
  ],
  [
    LIMITS.sinkBufferUsMax < LIMITS.groupDelayUsMax,
    'a sink asks for sound later than the head-end sends it',
  ],
  [
    LIMITS.bundleFramesMax * 2 <= LIMITS.jitterBufferFrames,
    'two whole bundles fit the jitter buffer',
  ],
  [LIMITS.fadeOutUsMax > LIMITS.sinkBufferUsMax, 'a fade has time to be pulled by the card'],
  [
    LIMITS.issuedAheadUsMax < LIMITS.issuedAgoUsMax,
    'a clock may be slow by more than a message may be early',
  ],
  [
    LIMITS.streamSilenceUsMax < LIMITS.jitterBufferFrames * FRAME_US,
    'a stream ends before its buffer wraps',
  ],
];

for (const [holds, sentence] of relations) {
  if (!holds) throw new Error(`limits contradict each other: ${sentence}`);
}
