/**
 * The one registry of reasons for which a message from outside is refused. Codes are for ever: they are counted on the
 * box, reported in telemetry and searched for in logs, so a code is never renamed and never reused.
 */

export const REFUSALS = {
  'broker.packet': 'the broker sent a packet of a kind that none sends to a box',
  'broker.oversized': 'the broker announced a packet longer than its bound',
  'broker.length': 'the broker announced a length that is none (MQTT 3.1.1 §2.2.3)',
  'broker.flood': 'the broker sends more answers than anybody has asked for',
  'broker.unread': 'the broker asks for answers and takes none',
  'topic.unparsable': 'the topic is not one of this protocol',
  'topic.not-ours': 'the topic is of another box or another area',
  'retained.control':
    'a retained control message: a retained message never starts sound (PROTOCOL §1)',
  'retained.audio': 'a retained audio bundle: a retained message never starts sound (PROTOCOL §1)',
  'retained.ack':
    'a retained acknowledgement: nobody may leave one behind for a box to find (PROTOCOL §8)',
  'control.oversized': 'the control message is longer than its bound',
  'control.not-jws': 'the control message is not a compact JWS',
  'control.algorithm':
    'the JWS header names another algorithm than EdDSA, or carries a critical extension',
  'control.not-json': 'the JWS payload is not a JSON object',
  'control.field': 'a field is missing, of the wrong type, or out of its range',
  'control.codec': 'the announcement uses an audio format that this version does not play',
  'trust.issuer': 'the issuer that is named is not the one that the mandate names',
  'trust.signature': 'the signature is not that of whoever signed by its own word',
  'trust.area': 'the message is for another area than the topic it came on',
  'trust.stale': 'issued too long ago',
  'trust.future': 'issued in the future',
  'trust.expired': 'the message has expired',
  'trust.replayed': 'the sequence is not above the last one accepted from this issuer',
  'trust.start': 'the start lies too far in the future',
  'ack.field': 'a field of an acknowledgement is missing, of the wrong type, or for another box',
  'ack.unknown': 'an acknowledgement of a record that this box does not have',
  'session.unknown': 'a stop for an announcement that this box does not hold: it is remembered',
  'session.over': 'a renewal of an announcement that has already ended here',
  'session.changed': 'a renewal that changes the stream of the announcement',
  'session.full': 'too many announcements are held at once',
  'switch.thrown': 'the kill switch of the box is thrown: nothing is heard until it is released',
  'bundle.truncated': 'the bundle ends before the length it states',
  'bundle.oversized': 'the bundle is longer than its bound',
  'bundle.trailing': 'bytes stand between the last frame and the signature',
  'bundle.magic': 'the bundle does not begin with the letter L',
  'bundle.version': 'the bundle is of another protocol version',
  'bundle.flags': 'the bundle has flags that this version does not know',
  'bundle.frame-count': 'the bundle has more frames than its bound, or none and is not the last',
  'bundle.packet': 'an Opus packet is not one frame of 20 ms',
  'bundle.unknown-stream': 'no announcement that this box holds has this stream',
  'bundle.signature': 'the signature is not that of the stream key',
  'bundle.duplicate': 'every frame of the bundle is already here',
  'bundle.late': 'every frame of the bundle is past its time',
  'bundle.far-future': 'the bundle lies beyond what the jitter buffer holds',
  'bundle.after-end': 'frames after the end that a last bundle stated',
  'time.length': 'an answer of a time server is not 48 bytes long',
  'time.version': 'an answer of a time server is in a version of NTP that is neither 3 nor 4',
  'time.mode': 'a packet from a time server is not an answer',
  'time.origin': 'an answer to a question that was not asked, or is no longer waited for',
  'time.kiss-rate': 'the time server wants to be asked less often',
  'time.kiss-deny': 'the time server does not want to be asked by this box',
  'time.kiss': 'the time server answers with another kiss of death',
  'time.stratum': 'the time server says that it has no time (stratum 0, or 16 and above)',
  'time.unsynchronised': 'the time server says that it is not synchronised (leap indicator 3)',
  'time.timestamp': 'an answer of a time server without the time',
  'time.date': 'an answer of a time server that has lost its date',
  'time.order': 'an answer that left the time server before its question came',
  'time.root': 'the time server is too far from its own source of time',
  'time.round-trip': 'an answer that was under way for less than no time',
  'control.header': 'the JWS header has a member that this version does not know',
  'control.type': 'the JWS is a statement of another kind than belongs here (`typ`)',
  'chain.missing': 'no mandate of whoever signed came with the message or was published',
  'chain.length': 'the chain has more mandates than its bound',
  'chain.root': 'the first mandate is not by a root that is pinned on this box',
  'chain.broken': 'a mandate is not by the key that the mandate before it names',
  'chain.signature': 'the signature of a mandate is not that of the key that it names',
  'chain.cycle': 'a key stands twice in the chain',
  'chain.delegation': 'a mandate by somebody who may not delegate, or not so far',
  'chain.exceeds': 'a mandate gives more area, class or time than the one that it stands beneath',
  'mandate.field': 'a field of a mandate is missing, of the wrong type, or out of its range',
  'mandate.revoked': 'a mandate of the chain, or its key, is revoked',
  'mandate.expired': 'a mandate of the chain has expired, or had when the message was issued',
  'mandate.not-yet':
    'a mandate of the chain does not hold yet, or did not when the message was issued',
  'mandate.area': 'the mandate does not cover the area',
  'mandate.class': 'the mandate does not cover so urgent a class',
  'trust.key': 'the message is not signed by the key that the last mandate names',
  'trust.forgotten':
    'issued before the last message of an issuer that this box had to forget, or by one more than it remembers while the time is not known',
  'trust.oversized':
    'a message on a trust topic is longer than its bound, or holds too many statements',
  'revocations.field':
    'a field of a revocation list is missing, of the wrong type, or out of its range',
  'revocations.root': 'a revocation list by a key that is no root of this box',
  'revocations.version': 'a revocation list that is older than the one that this box has',
  'root.field': 'a field of a root replacement is missing, of the wrong type, or out of its range',
  'root.reserve': 'a root replacement by another key than the reserve root of this box',
  'root.version': 'a root replacement that is older than the one that this box has',
  'retained.command': 'a retained command: what was wanted once is not wanted for ever',
  'mandate.right': 'the mandate does not give the right to do this',
  'order.box': 'a command or settings for another box than the topic says',
  'command.field': 'a field of a command is missing, of the wrong type, or out of its range',
  'command.unknown': 'a command that this version does not know',
  'command.busy': 'the box is busy: with another command, or with an announcement',
  'command.unavailable': 'this box cannot do that, or not now',
  'command.forgotten': 'the command was done before, and its reply was too long to be kept',
  'order.flood': 'more orders of one issuer than a box takes in a while',
  'trust.before-start': 'issued before the box started: it may have been accepted then',
  'settings.field': 'a setting is not known, of the wrong type, or out of its range',
  'settings.version': 'settings that are older than what this issuer desired before',
  'volume.cap': 'the volume is above the cap of the box',
  'session.authority': 'a stop or a renewal by somebody without authority over the announcement',
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** What a decoder answers: a value, or the code of why not. Outside data is never an exception. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | Refused;

export interface Refused {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly detail?: string;
}

export const accepted = <T>(value: T): Decoded<T> => ({ ok: true, value });

export const refused = (code: RefusalCode, detail?: string): Refused =>
  detail === undefined ? { ok: false, code } : { ok: false, code, detail };
