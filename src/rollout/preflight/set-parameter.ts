/** Preflight rules for `set-parameter`: what cannot be written after a success is said before the start. */

import { list } from '../measure.ts'
import type { Finding } from '../model/finding.ts'
import { foundTemplates, targetImage } from '../model/group-template.ts'
import type { ParameterToSet } from '../model/parameter.ts'
import { error, type Rule } from './rule.ts'

const unsettable: Rule = ({ parameterToSet }) => (parameterToSet ? wrongWith(parameterToSet) : [])

function wrongWith({ name, found }: ParameterToSet): readonly Finding[] {
  if (typeof found === 'string')
    return [
      error(
        'set-parameter-missing',
        `There is no Systems Manager parameter ${name}, which \`set-parameter\` is to write.`,
        'Check the name and `aws-region`; or create it once, as a String of the data type aws:ec2:image, with the id of an image.',
      ),
    ]
  if ('kind' in found) {
    // A fault of the environment has a finding of its own.
    return found.fault
      ? []
      : [
          error(
            'set-parameter-unread',
            `The parameter ${name}, which \`set-parameter\` is to write, could not be read: ${found.operation}: ${found.code}: ${found.message}`,
            'Give the role the permissions in docs/iam-policy-parameter.json, for this parameter.',
          ),
        ]
  }
  const { type, dataType } = found
  if (type === 'String' && (dataType === 'text' || dataType === 'aws:ec2:image')) return []
  return [
    error(
      'set-parameter-type',
      `The parameter ${name}, which \`set-parameter\` is to write, is a ${type} of the data type ${dataType}.`,
      'Name a String of the data type text or aws:ec2:image.',
    ),
  ]
}

/** A parameter holds one image. */
const several: Rule = ({ templates }, { setParameter: name }) => {
  const images = new Set(foundTemplates(templates).flatMap((each) => targetImage(each)?.id ?? []))
  return name === undefined || images.size < 2
    ? []
    : [
        error(
          'set-parameter-several',
          `\`set-parameter\` writes one image, and this rollout has ${images.size}: ${list([...images])}.`,
          'Leave `set-parameter` out, and write a parameter for each image in a step of its own.',
        ),
      ]
}

export const parameterToSetRules: readonly Rule[] = [unsettable, several]
