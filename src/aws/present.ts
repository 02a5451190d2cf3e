/** An object type without `undefined` values. */

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Drops members that are `undefined`, so that a field missing in AWS's answer is missing in the model too. */
export const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>
