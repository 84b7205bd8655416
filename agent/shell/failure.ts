/** What a device's failure is called in the log: one line, with the remedy where the driver knows one. */

export const describeFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { remedy } = error as Error & { remedy?: unknown };
  return typeof remedy === 'string' ? `${error.message}: ${remedy}` : error.message;
};
