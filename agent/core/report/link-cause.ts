/**
 * Why there is no connection to the broker, as a kind that can be told in any language and judged by: what a person does about
 * it differs from one to the next. Which error of which library is which kind, the shell knows.
 */

export const LINK_CAUSES = [
  'no-route',
  'name-unknown',
  'name-server',
  'refused',
  'timeout',
  'closed',
  'not-tls',
  'certificate-authority',
  'certificate-name',
  'certificate-expired',
  'certificate-early',
  'own-certificate',
  'login',
  'not-allowed',
  'other',
] as const;

export type LinkCause = (typeof LINK_CAUSES)[number];
