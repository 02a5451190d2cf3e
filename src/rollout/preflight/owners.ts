/** Preflight rules for groups that another service or tool also manages, recognised by tags and lifecycle hooks. */
import type { Group } from '../model/group.ts'
import { foundTemplates } from '../model/group-template.ts'
import { error, note, type Rule } from './rule.ts'

type Tags = Group['tags']

/** A service that manages the launch template. It would overwrite our version, or its records would no longer match. */
interface Owner {
  readonly rule: string
  /** The name of the owner's resource, if the tags show that it owns the group. */
  owned(tags: Tags): string | undefined
  readonly service: string
  readonly remedy: string
}

const owners: readonly Owner[] = [
  {
    rule: 'owner-eks',
    owned: (tags) => tags.get('eks:nodegroup-name'),
    service: 'EKS, as the managed node group',
    remedy:
      'Give the image to the node group and let EKS roll it, which drains the nodes (eks:UpdateNodegroupVersion).',
  },
  {
    rule: 'owner-beanstalk',
    owned: (tags) => tags.get('elasticbeanstalk:environment-name'),
    service: 'Elastic Beanstalk, as the environment',
    remedy:
      'Set the option `ImageId` in the namespace `aws:autoscaling:launchconfiguration` of the environment: Elastic Beanstalk rolls it.',
  },
  {
    rule: 'owner-batch',
    owned: (tags) => (tags.has('AWSBatchServiceTag') ? '' : undefined),
    service: 'AWS Batch, as a compute environment',
    remedy: 'Change the image in the compute environment (batch:UpdateComputeEnvironment): Batch rolls it.',
  },
]

const owned: Rule = ({ group }) =>
  owners.flatMap(({ rule, owned, service, remedy }) => {
    const name = group && owned(group.tags)
    return name === undefined
      ? []
      : [error(rule, `The group belongs to ${service}${name && ` ${name}`}, which owns its launch template.`, remedy)]
  })

/** AWS refuses every change of what another service operates (Auto Scaling and EC2 API Reference, Operator). */
const operated: Rule = ({ group, templates }) => {
  const operators = [
    ...(group?.operator === undefined ? [] : [{ what: 'The group', operator: group.operator }]),
    ...foundTemplates(templates).flatMap(({ template: { id, name, operator } }) =>
      operator === undefined ? [] : [{ what: `The launch template ${id} (${name})`, operator }],
    ),
  ]
  return operators.map(({ what, operator }) =>
    error(
      'owner-operator',
      `${what} is operated by ${operator}: AWS lets nobody else change it.`,
      'Roll the image out by that service.',
    ),
  )
}

const STACK = 'aws:cloudformation:stack-name'

/** A group from a CloudFormation stack. Stacks of Beanstalk and EKS have their own rules. */
const cloudFormation: Rule = ({ group }) => {
  const stack = group?.tags.get(STACK)
  return !group || stack === undefined || owners.some((owner) => owner.owned(group.tags) !== undefined)
    ? []
    : [
        note(
          'owner-cloudformation',
          `The group belongs to the CloudFormation stack ${stack}: drift detection will show the new template version. A stack update that changes the launch template or the group's version puts the stack's image back.`,
          'Keep the image in a parameter of the stack and bring it up to date after the rollout, before the stack is next updated. See docs/beside-cloudformation.md.',
        ),
      ]
}

interface Tool {
  readonly name: string
  readonly remedy: string
}

const terraform = (name: string): Tool => ({
  name,
  remedy:
    'Ignore what this action changes: in aws_autoscaling_group `lifecycle { ignore_changes = [launch_template[0].version] }` (of a mixed instances policy: `mixed_instances_policy`), in aws_launch_template `lifecycle { ignore_changes = [image_id, description] }`. See docs/beside-terraform.md.',
})

const tools: Readonly<Record<string, Tool>> = {
  terraform: terraform('Terraform'),
  opentofu: terraform('OpenTofu'),
  pulumi: {
    name: 'Pulumi',
    remedy:
      'Ignore what this action changes: on the group `ignoreChanges: ["launchTemplate.version"]`, on the launch template `ignoreChanges: ["imageId", "description"]`.',
  },
}

/** Terraform and similar tools set no tag by themselves, so this matches the tags that people usually write. */
const keys = /^(managed|provisioned|created|deployed)[-_ ]?by$|^(terraform|opentofu|pulumi|iac)([-_:/].*)?$/i

const infrastructureAsCode: Rule = ({ group }) => {
  const named = [...(group?.tags ?? [])].filter(([key, value]) => keys.test(key) && value.toLowerCase() !== 'false')
  const tool = Object.entries(tools).find(([word]) =>
    named.some(([key, value]) => `${key} ${value}`.toLowerCase().includes(word)),
  )?.[1]
  return tool
    ? [
        note(
          'owner-iac',
          `By its tags the group is kept by ${tool.name}: its next run would show the new template version as a change, and put the old image back.`,
          tool.remedy,
        ),
      ]
    : []
}

const ecs: Rule = ({ group }) =>
  group?.tags.has('AmazonECSManaged')
    ? [
        note(
          'owner-ecs',
          'The group is a capacity provider of ECS: instances that run tasks may be protected from scale-in. AWS terminates the others with their tasks unless ECS drains them.',
          'Turn on managed draining in the capacity provider; with managed termination protection set `scale-in-protected-instances: refresh`.',
        ),
      ]
    : []

const CLUSTER = 'kubernetes.io/cluster/'

const kubernetes: Rule = ({ group }) => {
  const cluster = [...(group?.tags.keys() ?? [])].find((key) => key.startsWith(CLUSTER))
  return cluster === undefined || group?.tags.has('eks:nodegroup-name')
    ? []
    : [
        note(
          'owner-kubernetes',
          `The instances are nodes of the Kubernetes cluster ${cluster.slice(CLUSTER.length)}: an instance refresh terminates them without draining.`,
          'Have a termination hook of the group drain the nodes, as aws-node-termination-handler does in its queue mode.',
        ),
      ]
}

const CODE_DEPLOY = 'CodeDeploy-managed-automatic-launch-deployment-hook'

const codeDeploy: Rule = ({ launchEnvironment }) =>
  launchEnvironment?.hooks?.some(({ name }) => name.startsWith(CODE_DEPLOY))
    ? [
        note(
          'owner-codedeploy',
          'CodeDeploy deploys its last revision onto each new instance before it comes into service: a deployment that fails there counts as a bad image.',
          'See that the last deployment succeeded, and start none while the rollout lasts.',
        ),
      ]
    : []

export const ownership: readonly Rule[] = [
  owned,
  operated,
  cloudFormation,
  infrastructureAsCode,
  ecs,
  kubernetes,
  codeDeploy,
]
