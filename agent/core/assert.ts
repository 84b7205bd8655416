/** For what only a mistake of our own can bring about. The shell answers with relays off and an exit. */

export const assertNever = (value: never): never => {
  throw new Error(`not a case of this house: ${JSON.stringify(value)}`);
};
