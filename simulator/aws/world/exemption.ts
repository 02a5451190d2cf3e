/** Which instances a refresh leaves out, and for which it waits: those in standby and those protected from scale-in. */
import type { Instance } from './instance.ts'
import type { Preferences } from './preferences.ts'
import type { Rules } from './rules.ts'

/** `left-out`: stays as it is. `waited-for`: is replaced once nobody keeps it any more. */
export type Exemption = 'none' | 'left-out' | 'waited-for'

/** The preferences' words, `Refresh` and `Terminate` being none. */
export function exemptionOf(
  { lifecycle, protectedFromScaleIn }: Instance,
  { StandbyInstances, ScaleInProtectedInstances }: Preferences,
  { rules, isBack }: { readonly rules: Rules; readonly isBack: boolean },
): Exemption {
  const isFreeInRollback = isBack && rules.rollbackOfProtected === 'always'
  if (lifecycle === 'Standby') return meaning(StandbyInstances, rules)
  return protectedFromScaleIn && !isFreeInRollback ? meaning(ScaleInProtectedInstances, rules) : 'none'
}

function meaning(preference: 'Refresh' | 'Terminate' | 'Ignore' | 'Wait', rules: Rules): Exemption {
  if (preference === 'Ignore' && rules.protectedAndStandbyIgnored) return 'left-out'
  return preference === 'Wait' && rules.protectedAndStandbyWait ? 'waited-for' : 'none'
}
