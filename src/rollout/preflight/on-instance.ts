/** Preflight rules of `verify-on-instance`. */

import { count } from '../measure.ts'
import { isInService } from '../model/lifecycle.ts'
import { type Rule, warning } from './rule.ts'

/** What runs now says nothing for sure of the new image, yet most images and instance roles differ little. */
const noneManaged: Rule = ({ group, unmanaged }) => {
  const inService = group?.instances.filter(isInService) ?? []
  return inService.length > 0 && unmanaged.length === inService.length
    ? [
        warning(
          'none-managed',
          `Systems Manager manages none of the ${count(inService.length, 'instance')} in service. Unless the new image is different, \`verify-on-instance\` fails.`,
          'Give the image the SSM Agent, the instances a role that lets it register (AmazonSSMManagedInstanceCore), and a way to Systems Manager’s endpoints.',
        ),
      ]
    : []
}

export const onInstanceRules: readonly Rule[] = [noneManaged]
