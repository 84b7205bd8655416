/**
 * The one registry of what may be wrong with the box itself. A code is the name of its log line and stands in telemetry while the
 * fault lasts; like those of refusals it is for ever.
 */

export const FAULTS = {
  'relay.failed': 'the relay board or line does not do what it is told, or does not answer',
  'relay.stuck-on': 'a relay is on though it was switched off: the amplifier may be live',
  'relay.stuck-off': 'a relay is off though it was switched on: the horns may be silent',
  'certificate.ending': 'the certificate of the box expires within 60 days',
  'certificate.expired': 'the certificate of the box has expired: no broker will let it in',
  'line.short': 'the line to the horns was short: the amplifier stays off until somebody resets it',
  'line.open': 'nothing hangs on the line to the horns, or it is cut',
  'heat.derated': 'the box is hot: it plays more quietly',
  'heat.off': 'the box is too hot: only emergencies are heard, and above 5 degrees more nothing',
  'mains.lost': 'the mains are gone: the box runs on its battery',
  'tamper.open': 'the door of the box is open',
  'store.failed':
    'the disk takes nothing: what is accepted and played now would not outlast a power cut',
  'sensor.failed': 'a sensor that is configured cannot be read',
} as const;

export type FaultCode = keyof typeof FAULTS;
