/** Launch templates and their versions. */
import type {
  LaunchTemplateVersion,
  ResponseLaunchTemplateData,
  LaunchTemplate as TemplateShape,
} from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import { resolveImage } from '../../world/cloud.ts'
import { complaint } from '../../world/image.ts'
import { instanceTypes, typeName } from '../../world/instance-type.ts'
import type { Refused } from '../../world/refusal.ts'
import type { LaunchTemplate, TemplateData, TemplateVersion } from '../../world/template.ts'
import { type Ec2Handlers, ec2NextToken, ec2Page, endDryRun, passes } from './common.ts'

/** A template as EC2's requests name it. */
interface Named {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
}

/** Handlers for launch templates. */
export const templateCalls = (account: Account) =>
  ({
    DescribeLaunchTemplates: (input) => {
      endDryRun(input)
      const { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [], Filters } = input
      const asked = [
        ...ids.map((id) => account.templates.find({ id })),
        ...names.map((name) => account.templates.find({ name })),
      ]
      const wanted = (ids.length + names.length > 0 ? asked : account.templates.all).filter(({ name }) =>
        passes({ fields: { 'launch-template-name': [name] }, tags: {} }, Filters),
      )
      const page = ec2Page(wanted, input, { key: ({ id }) => id, most: 200 })
      return { LaunchTemplates: page.records.map((template) => describe(account, template)), ...ec2NextToken(page) }
    },
    DescribeLaunchTemplateVersions: (input) => {
      endDryRun(input)
      const templates = isNamed(input) ? [find(account, input)] : account.templates.all
      const wanted = templates.flatMap((template) =>
        selected(template, input).map((version) => ({ template, version })),
      )
      const page = ec2Page(wanted, input, {
        key: ({ template, version }) => `${template.id} ${version.number}`,
        most: 200,
      })
      const versions = page.records.map(({ template, version }) =>
        describeVersion(account, template, resolved(account, version, input.ResolveAlias)),
      )
      return { LaunchTemplateVersions: versions, ...ec2NextToken(page) }
    },
    CreateLaunchTemplateVersion: (input) => {
      const template = changeable(account, input)
      if (input.SourceVersion !== undefined) template.version(input.SourceVersion)
      endDryRun(input)
      const request = {
        data: { ...input.LaunchTemplateData },
        ...(input.SourceVersion !== undefined && { sourceVersion: input.SourceVersion }),
        ...(input.VersionDescription !== undefined && { description: input.VersionDescription }),
      }
      const version = account.templates.createVersion(template, request, account.agenda.now, input.ClientToken)
      const warning = warningAbout(account, version.data)
      return {
        LaunchTemplateVersion: describeVersion(account, template, resolved(account, version, input.ResolveAlias)),
        ...(warning && { Warning: { Errors: [{ Code: warning.code, Message: warning.message }] } }),
      }
    },
    ModifyLaunchTemplate: (input) => {
      const template = changeable(account, input)
      if (input.DefaultVersion !== undefined) template.version(input.DefaultVersion)
      endDryRun(input)
      if (input.DefaultVersion !== undefined) template.setDefault(input.DefaultVersion)
      return { LaunchTemplate: describe(account, template) }
    },
    DeleteLaunchTemplateVersions: (input) => {
      const template = changeable(account, input)
      endDryRun(input)
      const { Versions: versions = [] } = input
      // The simulator's wording.
      if (versions.length > 200)
        throw new AwsError('InvalidParameterValue', 'No more than 200 versions can be deleted at once.')
      const results = versions.map((version) => ({
        number: Number(version),
        result: template.deleteVersion(Number(version)),
      }))
      const names = { LaunchTemplateId: template.id, LaunchTemplateName: template.name }
      return {
        SuccessfullyDeletedLaunchTemplateVersions: results
          .filter(({ result }) => result === 'deleted')
          .map(({ number }) => ({ ...names, VersionNumber: number })),
        UnsuccessfullyDeletedLaunchTemplateVersions: results.flatMap(({ number, result }) =>
          result === 'deleted'
            ? []
            : [
                {
                  ...names,
                  VersionNumber: number,
                  ResponseError: { Code: result, Message: undeletable(template, number, result) },
                },
              ],
        ),
      }
    },
  }) satisfies Ec2Handlers

const isNamed = ({ LaunchTemplateId, LaunchTemplateName }: Named): boolean =>
  LaunchTemplateId !== undefined || LaunchTemplateName !== undefined

/** The same, for a call that changes it. [documented: OperatorResponse; the code and the words are the simulator's] */
function changeable(account: Account, named: Named): LaunchTemplate {
  const template = find(account, named)
  if (template.operator === undefined) return template
  throw new AwsError(
    'OperationNotPermitted',
    `The launch template ${template.id} is managed by ${template.operator} and can be changed by it alone.`,
  )
}

const find = (account: Account, { LaunchTemplateId: id, LaunchTemplateName: name }: Named): LaunchTemplate =>
  account.templates.find({ id, name })

interface Selection {
  readonly Versions?: readonly string[] | undefined
  readonly MinVersion?: string | undefined
  readonly MaxVersion?: string | undefined
}

/** The versions that a request asks for, newest first. Throws EC2's VersionNotFound. */
function selected(
  template: LaunchTemplate,
  { Versions, MinVersion, MaxVersion }: Selection,
): readonly TemplateVersion[] {
  if (Versions?.length) {
    const found = new Map(
      Versions.map((choice) => template.version(choice)).map((version) => [version.number, version]),
    )
    return [...found.values()].sort((a, b) => b.number - a.number)
  }
  const [least, most] = [Number(MinVersion ?? 0), Number(MaxVersion ?? Infinity)]
  return template.versions.filter(({ number }) => number >= least && number <= most)
}

/** What EC2 says of a parameter that does not exist is not documented: here it stays as it is written. */
const resolved = (account: Account, version: TemplateVersion, resolve: boolean | undefined): TemplateVersion =>
  resolve === true && version.data.ImageId !== undefined
    ? { ...version, data: { ...version.data, ImageId: resolveImage(account, version.data.ImageId) } }
    : version

const creator = (account: Account): string => `arn:aws:iam::${account.id}:user/someone`

const describe = (account: Account, template: LaunchTemplate): TemplateShape => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  CreateTime: new Date(template.created),
  CreatedBy: creator(account),
  DefaultVersionNumber: template.defaultVersion,
  LatestVersionNumber: template.latestVersion,
  ...(template.operator !== undefined && { Operator: { Managed: true, Principal: template.operator } }),
})

const describeVersion = (
  account: Account,
  template: LaunchTemplate,
  version: TemplateVersion,
): LaunchTemplateVersion => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  VersionNumber: version.number,
  ...(version.description !== undefined && { VersionDescription: version.description }),
  CreateTime: new Date(version.created),
  CreatedBy: creator(account),
  DefaultVersion: version.number === template.defaultVersion,
  LaunchTemplateData: asAnswer(version.data),
})

/** The content as it was given: EC2's shapes for request and answer agree in all that a template usually holds. */
const asAnswer = (data: TemplateData): ResponseLaunchTemplateData => data as ResponseLaunchTemplateData

/** A version is created all the same; what would not launch is a warning. */
function warningAbout(account: Account, { ImageId, InstanceType }: TemplateData): Refused | undefined {
  const type = instanceTypes.get(typeName(InstanceType))
  if (ImageId === undefined || !type) return undefined
  const imageId = resolveImage(account, ImageId)
  return complaint(imageId, account.images.get(imageId), type)
}

/** The simulator's wording. */
const undeletable = (
  { id }: LaunchTemplate,
  number: number,
  code: 'launchTemplateVersionDoesNotExist' | 'unexpectedError',
): string =>
  code === 'launchTemplateVersionDoesNotExist'
    ? `The version ${number} of the launch template ${id} does not exist.`
    : `The version ${number} is the default version of the launch template ${id}.`
