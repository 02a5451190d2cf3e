/**
 * Preflight rules for the owner of a new image. A name or a parameter can be made to mean anybody's image, so a stranger's
 * is refused unless the inputs allow its owner. Compared by account id: the alias of all Marketplace vendors is one.
 */
import type { Finding } from '../model/finding.ts'
import { currentImage, type GroupTemplate, targetImage } from '../model/group-template.ts'
import type { AllowedOwner, Image } from '../model/image.ts'
import { error, type Rule, warning } from './rule.ts'

/** Whose image it is, as far as it decides. */
type Ownership = 'known' | 'stranger' | 'unknown'

const MARKETPLACE = 'aws-marketplace'

interface Acquaintances {
  readonly account: string
  readonly inUse: Image | undefined
  readonly allowed: readonly AllowedOwner[]
}

/** The account's own images, those of the owner in use and of allowed owners are known; of Marketplace only the same product. */
function ownershipOf(image: Image, { account, inUse, allowed }: Acquaintances): Ownership {
  const { owner, ownerAlias, productCodes } = image
  if (owner === account || allowed.some((each) => isOf(each, image))) return 'known'
  if (owner === undefined) return 'unknown'
  if (ownerAlias !== MARKETPLACE) return owner === inUse?.owner ? 'known' : 'stranger'
  return productCodes.some((code) => inUse?.productCodes.includes(code)) ? 'known' : 'stranger'
}

function isOf(allowed: AllowedOwner, { owner, ownerAlias, productCodes }: Image): boolean {
  switch (allowed.type) {
    case 'account':
      return allowed.id === owner
    case 'amazon':
      return ownerAlias === 'amazon'
    case 'marketplace':
      return productCodes.includes(allowed.productCode)
  }
}

/** Each new image with the one in use beside it, once. */
function pairs(templates: readonly GroupTemplate[]): readonly (readonly [Image, Image | undefined])[] {
  const changed = templates.flatMap((each) => {
    const [target, current] = [targetImage(each), currentImage(each)]
    return target && target.id !== current?.id ? [[target, current] as const] : []
  })
  return [...new Map(changed.map((pair) => [pair.map((image) => image?.id).join(), pair])).values()]
}

/** A rollback is exempt: its image ran before. */
const strangers: Rule = ({ group, templates }, { to, allowedImageOwners: allowed }) =>
  to !== undefined || !group
    ? []
    : pairs(templates).flatMap(([image, inUse]) => judged(image, { account: group.account, inUse, allowed }))

function judged(image: Image, acquaintances: Acquaintances): readonly Finding[] {
  switch (ownershipOf(image, acquaintances)) {
    case 'known':
      return []
    case 'unknown':
      return [
        warning(
          'image-owner-unknown',
          `EC2 does not say whose image ${image.id} is.`,
          'See that it is the one that you mean.',
        ),
      ]
    case 'stranger':
      return [foreign(image, acquaintances)]
  }
}

const foreign = (image: Image, { account, inUse }: Acquaintances): Finding =>
  error(
    'image-foreign',
    `The image ${image.id} belongs to ${ownerOf(image)}, which is neither this account nor the owner of the image in use${inUse ? ` (${ownerOf(inUse, account)})` : ', which no longer exists'}.`,
    `If it is the one that you mean, allow its owner: \`allowed-image-owners: ${allowing(image)}\`. Its owner can take it back at any time; a copy of your own (EC2's CopyImage) stays.`,
  )

const ownerOf = ({ owner = 'an unknown owner', ownerAlias, productCodes }: Image, account?: string): string => {
  if (owner === account) return 'this account'
  if (ownerAlias === MARKETPLACE) return `AWS Marketplace, product ${productCodes.join(', ') || 'unknown'}`
  return ownerAlias === undefined ? owner : `${owner} (${ownerAlias})`
}

/** The value of the input that allows this image. */
const allowing = ({ owner = '', ownerAlias, productCodes: [code] }: Image): string => {
  if (ownerAlias === MARKETPLACE && code !== undefined) return `marketplace:${code}`
  return ownerAlias === 'amazon' ? 'amazon' : owner
}

/** Allowed AMIs in audit mode: nothing is hidden yet, but it would be. They never restrict the account's own images. */
const notAllowed: Rule = ({ templates }) =>
  pairs(templates)
    .filter(([{ allowed }]) => allowed === false)
    .map(([{ id }]) =>
      warning(
        'image-not-allowed',
        `The account's Allowed AMIs do not allow the image ${id}. They only audit now; once enabled, they hide it and its launches fail.`,
        'Add its owner to the criteria (`aws ec2 get-allowed-images-settings`), or use an image of your own.',
      ),
    )

export const ownerRules: readonly Rule[] = [strangers, notAllowed]
