/** A copy with what `changed` makes of the members; where it changes none of them, the object or list itself. */
export function withMembers<T extends object>(value: T, changed: (member: unknown, name: string) => unknown): T {
  const members = value as Readonly<Record<string, unknown>>
  let copy: Record<string, unknown> | undefined
  for (const name in members) {
    const now = changed(members[name], name)
    if (now === members[name]) continue
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
    copy[name] = now
  }
  return (copy ?? value) as T
}
