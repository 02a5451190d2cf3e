/**
 * Preflight rules for image references: whether each resolves to an image, and whether it still means the same image.
 */

import { asked, isMoving } from '../launch-template/image-source.ts'
import { markerIn } from '../launch-template/marker.ts'
import { quote } from '../manual-commands.ts'
import { list } from '../measure.ts'
import type { Finding } from '../model/finding.ts'
import { foundTemplates, targetImage } from '../model/group-template.ts'
import { candidateId, type ImageCandidate } from '../model/image-source.ts'
import type { Rule } from './rule.ts'

const unresolved: Rule = ({ images }) => images.flatMap(noImage)

function noImage(candidate: ImageCandidate): readonly Finding[] {
  if (candidate.type !== 'unresolved') return []
  const { ref, unresolved } = candidate
  const error = (rule: string, says: string, remedy: string): readonly Finding[] => [
    { level: 'error', rule, says, remedy },
  ]
  const name = ref.from === 'parameter' ? ref.name : ref.from === 'newest' ? ref.pattern : asked(ref)
  const member = (ref.from === 'parameter' ? ref.member : undefined) ?? ''
  switch (unresolved.type) {
    case 'no-parameter':
      return error(
        'parameter-missing',
        `There is no parameter ${name} in this region and account.`,
        'Check its name in `image`, and `aws-region`; a parameter that another account shares is named by its ARN.',
      )
    case 'no-version':
      return error(
        'parameter-version-missing',
        `The parameter ${name} has no version or label ${ref.from === 'parameter' ? ref.selector : ''}.`,
        `Name one that it has: \`aws ssm get-parameter-history --name ${quote(name)}\`.`,
      )
    case 'secret':
      return error(
        'parameter-secret',
        `The parameter ${name} is a SecureString; this action decrypts nothing.`,
        'An image’s id is no secret: store it as a String, best with the data type aws:ec2:image.',
      )
    case 'list':
      return error(
        'parameter-list',
        `The parameter ${name} is a StringList.`,
        'Store one image’s id as a String; several architectures are several parameters, each on a line of its own.',
      )
    case 'no-image-id':
      return error(
        'parameter-value',
        `The value of the parameter ${name} is no image id.`,
        'It must be ami- and 8 to 17 hexadecimal digits; with the data type aws:ec2:image AWS itself sees to that.',
      )
    case 'no-json':
      return error(
        'parameter-no-json',
        `The value of the parameter ${name} is no JSON object, so it has no member ${member}.`,
        'Name the parameter alone if its value is the image’s id.',
      )
    case 'no-member':
      return error(
        'parameter-no-member',
        `The JSON in the parameter ${name} has no member ${member}.`,
        unresolved.members.length > 0
          ? `It has ${list(unresolved.members, 10)}: name one of these after the #.`
          : 'It has none at all: write the image’s id into it.',
      )
    case 'none-available': {
      const { newest } = unresolved
      const there = newest ? ` The newest that there is, ${newest.id} (${newest.name}), is ${newest.state}.` : ''
      return error(
        'no-such-image',
        `This account has no available image named ${name} in this region.${there}`,
        newest?.state === 'pending'
          ? 'Wait until it is available, then run again.'
          : 'Check the pattern in `image`, and `aws-region`; images that other accounts own do not count.',
      )
    }
    case 'several-newest':
      return error(
        'several-newest-images',
        `Several images named ${name} are the newest, made in the same second: ${unresolved.ids.join(', ')}.`,
        'Name one by its id, or choose a pattern that leads to one of them only.',
      )
  }
}

const newerPending: Rule = ({ images }) =>
  images.flatMap((candidate): readonly Finding[] => {
    if (candidate.type !== 'resolved') return []
    const { ref, source } = candidate
    if (ref.from !== 'newest' || source?.from !== 'newest' || !source.newer) return []
    return [
      {
        level: 'warning',
        rule: 'newer-image-not-available',
        says: `There is a newer image named ${ref.pattern}, ${source.newer.id} (${source.newer.name}), but it is ${source.newer.state}.`,
        remedy: 'If that one was meant, run again when it is available.',
      },
    ]
  })

const overtaken: Rule = ({ images }) =>
  images.flatMap((each) =>
    each.type !== 'overtaken'
      ? []
      : [
          {
            level: 'warning',
            rule: 'image-overtaken',
            says: `${asked(each.ref)} means ${each.meansNow ?? 'no image'} by now, but the instance refresh of an earlier attempt of this run is in progress with ${each.id}.`,
            remedy: 'This attempt watches that refresh until it ends. Start a new run for the newer image.',
          },
        ],
  )

/**
 * The reference means another image than in the earlier attempt. No refresh of that is active, so the new image is
 * used and this is noted.
 */
const changed: Rule = ({ images, templates }, { run }) =>
  foundTemplates(templates).flatMap((of): readonly Finding[] => {
    const { saved, versions } = of
    const target = targetImage(of)
    const ref = images.find((each) => candidateId(each) === target?.id)?.ref
    const earlier = versions.find(
      ({ version, description, image }) =>
        markerIn(description)?.run === run.id && version !== saved.version && image !== target?.id,
    )
    if (!ref || !isMoving(ref) || !target || !earlier) return []
    return [
      {
        level: 'warning',
        rule: 'image-changed',
        says: `This run has made version ${earlier.version} before, with ${earlier.image}; ${asked(ref)} means ${target.id} now, and that is taken.`,
        remedy: `If ${earlier.image} was meant, start a new run with that id.`,
      },
    ]
  })

export const imageSource: readonly Rule[] = [unresolved, newerPending, overtaken, changed]
