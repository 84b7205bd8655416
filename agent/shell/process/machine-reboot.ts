/**
 * How a machine is started again by an agent that has no privilege: it ends with the status that its supervisor has told it for that,
 * and the supervisor does it (packaging/deb/loa-agent.service). Where none was told, it cannot be done.
 */

const TOLD_BY = 'LOA_REBOOT_STATUS';
/** Beyond what Node ends with by itself, and before what shells make of signals. */
const STATUS_MIN = 64;
const STATUS_MAX = 125;

/** The status to end with; undefined where nobody would start the machine again. */
export const rebootStatusOf = (
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined => {
  const status = Number(environment[TOLD_BY]);
  return Number.isInteger(status) && status >= STATUS_MIN && status <= STATUS_MAX
    ? status
    : undefined;
};
