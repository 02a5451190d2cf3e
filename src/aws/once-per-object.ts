/**
 * Makes once for each object, so that what is made from an unchanged member stays the same object too. `owner`: whose
 * list the object is in, always the same.
 */
export function oncePerObject<From extends object, To extends object>(
  make: (from: From, owner: string) => To,
): (from: From, owner: string) => To {
  const made = new WeakMap<From, To>()
  return (from, owner) => {
    const to = made.get(from) ?? make(from, owner)
    made.set(from, to)
    return to
  }
}
