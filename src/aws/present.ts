/** What AWS leaves out of an answer is left out of our facts too. */

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Drops what is `undefined`: what AWS did not say is not there. */
export const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>
