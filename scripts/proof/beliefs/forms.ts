/** Beliefs about what a group can be made of, who operates it, and whose image it gets. */
import { type Belief, scenarios, tests } from './belief.ts'

/** About weights, operators, policies and overrides. */
export const groupForms: readonly Belief[] = [
  {
    name: 'the percentages hold whatever an instance weighs',
    file: 'rollout/preflight/room.ts',
    was: 'heaviest < group.desired',
    becomes: 'heaviest >= 0',
    noticedBy: tests('unit/preflight.test.ts', 'warning heavyweight'),
  },
  {
    name: 'an operator keeps nobody from changing what it operates',
    file: 'rollout/preflight/owners.ts',
    was: 'return operators.map(',
    becomes: 'return operators.slice(2).map(',
    noticedBy: scenarios('finding', 'group operated by a service', 'template operated by a service'),
  },
  {
    name: 'the SDK knows every member of a mixed instances policy',
    file: 'aws/auto-scaling/reads.ts',
    was: 'policy ? unknownMembers(answer.text(), policy) : []',
    becomes: '[]',
    noticedBy: tests('adapters/answers.test.ts', 'with members of a policy that no SDK knows'),
  },
  {
    name: 'what the SDK does not know of a policy is not lost when the policy is sent back',
    file: 'rollout/preflight/mixed.ts',
    was: 'return unknown.length > 0\n',
    becomes: 'return unknown.length > 1_000\n',
    noticedBy: tests('unit/preflight.test.ts', 'error policy-unknown'),
  },
  {
    name: 'every instance runs the image of its launch template',
    file: 'rollout/drift.ts',
    was: 'return own && own.length > 0 ? own : [image]',
    becomes: 'return own && own.length < 0 ? own : [image]',
    noticedBy: scenarios('check', 'an image of an override’s own is what its instances should run'),
  },
  {
    name: 'a new image in the launch template is what an override launches',
    file: 'rollout/preflight/mixed.ts',
    was: 'return images.length > 0\n',
    becomes: 'return images.length > 1_000\n',
    noticedBy: tests('unit/preflight-images.test.ts', 'whose overrides have images of their own'),
  },
]

/** About the owners of images. */
export const owners: readonly Belief[] = [
  {
    name: 'an image that exists may be rolled out, whoever owns it',
    file: 'rollout/preflight/image-owner.ts',
    was: "return owner === inUse?.owner ? 'known' : 'stranger'",
    becomes: "return owner === inUse?.owner ? 'known' : 'unknown'",
    noticedBy: scenarios('image-owner', 'is refused, and the input', 'is refused where a parameter leads to it'),
  },
  {
    name: 'an owner that cannot be compared is no stranger',
    file: 'rollout/preflight/image-owner.ts',
    was: "return owner === inUse?.owner ? 'known' : 'stranger'",
    becomes: "return owner === (inUse ?? { owner }).owner ? 'known' : 'stranger'",
    noticedBy: scenarios('image-owner', 'is refused where the image in use is gone'),
  },
  {
    name: 'all images of AWS Marketplace are of one owner',
    file: 'rollout/preflight/image-owner.ts',
    was: "if (ownerAlias !== MARKETPLACE) return owner === inUse?.owner ? 'known' : 'stranger'",
    becomes: "if (ownerAlias !== 'any' || owner === undefined) return owner === inUse?.owner ? 'known' : 'stranger'",
    noticedBy: scenarios('image-owner', 'another product than the one in use is refused'),
  },
  {
    name: 'Amazon’s alias stands for every image that is public',
    file: 'rollout/preflight/image-owner.ts',
    was: "return ownerAlias === 'amazon'\n    case",
    becomes: "return ownerAlias === 'amazon' || productCodes.length === 0\n    case",
    noticedBy: scenarios('image-owner', 'is not allowed by the alias of Amazon'),
  },
  {
    name: 'an image that Allowed AMIs hide does not exist',
    file: 'rollout/preflight/image.ts',
    was: 'get-allowed-images-settings',
    becomes: 'describe-images',
    noticedBy: scenarios('image-owner', 'that hide the image'),
  },
  {
    name: 'what Allowed AMIs only audit they allow',
    file: 'rollout/preflight/image-owner.ts',
    was: '.filter(([{ allowed }]) => allowed === false)',
    becomes: '.filter(([{ allowed }]) => allowed === null)',
    noticedBy: scenarios('image-owner', 'that only audit'),
  },
]
