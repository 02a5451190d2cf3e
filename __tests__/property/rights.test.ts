/** IAM: what each right of the documented policies is for, and what is said when it is missing. */
import { beforeAll, describe, expect, test } from 'vitest'
import { decide, policyOf } from '../../simulator/aws/gate/policy.ts'
import type { Entry } from '../../simulator/aws/journal.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { documentedPolicy, type PolicyDocument, planPolicy } from '../../simulator/policy.ts'
import { web } from '../../simulator/scenes/web.ts'
import { sparsely } from '../brief.ts'
import { START } from '../scenario.ts'
import { lies } from './misreports.ts'
import { type Watched, watched } from './sight.ts'
import { type Story, stories, termsOf } from './stories.ts'

interface Played {
  readonly ran: Watched
  readonly calls: readonly Entry[]
}

async function play(story: Story, policy: (account: Account) => PolicyDocument): Promise<Played> {
  await using aws = await sparsely((agenda) => story.build(agenda), { policy })
  const ran = await watched(aws, { inputs: story.inputs })
  return { ran, calls: [...aws.journal.entries] }
}

/** The policy without some of what it grants. */
const without =
  (policy: (account: Account) => PolicyDocument, ...gone: readonly string[]) =>
  (account: Account): PolicyDocument => ({
    Statement: policy(account)
      .Statement.map((statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((action) => !gone.includes(action)),
      }))
      .filter(({ Action }) => Action.length > 0),
  })

const grants = (policy: (account: Account) => PolicyDocument): readonly (readonly string[])[] => {
  const [story] = stories
  const account = story?.build(new Agenda(START))
  return account ? policy(account).Statement.map(({ Action }) => [Action].flat()) : []
}

/** What IAM asks for besides the calls themselves: of a launch, of a template that is handed over. */
const hidden: Readonly<Record<string, string>> = {
  'ec2:CreateTags': 'RunInstances',
  'iam:PassRole': 'RunInstances',
  'ssm:GetParameters': 'DescribeLaunchTemplateVersions',
}
const operationOf = (right: string): string => hidden[right] ?? right.replace(/^\w+:/, '')

/** For the report alone. */
const CONSOLE = 'ec2:GetConsoleOutput'

describe('docs/iam-policy.json', () => {
  const undisturbed = new Map<Story, Played>()
  beforeAll(async () => {
    for (const story of stories) undisturbed.set(story, await play(story, documentedPolicy))
  })
  /** The stories that make a call which needs the right. */
  const needing = (right: string): readonly Story[] =>
    stories.filter((story) => {
      const calls = undisturbed.get(story)?.calls ?? []
      const resolves = right !== 'ssm:GetParameters' || calls.some(({ input }) => input['ResolveAlias'] === true)
      return resolves && calls.some(({ operation }) => operation === operationOf(right))
    })

  test('every story ends as it shall under it', () => {
    const ends = stories.map((story) => undisturbed.get(story)?.ran.job.outputs['outcome'])
    expect(ends).toEqual(stories.map(({ outcome }) => outcome))
  })

  test.each(
    grants(documentedPolicy)
      .flat()
      .filter((right) => right !== CONSOLE),
  )('without %s: named where it is missed, and the words are true', async (right) => {
    let isNamed = false
    // Where only the report misses it, nothing need be said of it.
    for (const story of needing(right)) {
      const { ran } = await play(story, without(documentedPolicy, right))
      expect(lies(ran, termsOf(story, true))).toEqual([])
      expect(ran.job.outputs['failure-code']).toMatch(
        /^(|access-denied|preflight|rollback-failed|target-health|instances-died|launch-failures|below-minimum|drift)$/,
      )
      isNamed = said(ran).includes(named(right))
      if (isNamed) break
    }
    expect(isNamed).toBe(true)
  })

  test(`without ${CONSOLE} the report has no console, and nothing else is missing`, async () => {
    const story = stories.find(({ title }) => title.includes('dies'))
    if (!story) throw new Error('nobody dies')
    const { ran } = await play(story, without(documentedPolicy, CONSOLE))
    const before = undisturbed.get(story)?.ran
    expect(before?.job.log.join()).toContain('panic')
    expect(ran.job.log.join()).not.toContain('panic')
    expect(ran.job.outputs).toEqual(before?.job.outputs)
  })

  const statements = grants(documentedPolicy).filter((rights) => !rights.every((right) => right === CONSOLE))
  test.each(statements.map((rights) => ({ rights })))('without the statement of $rights.0', async ({ rights }) => {
    const story = rights.flatMap(needing)[0]
    if (!story) throw new Error(`nothing needs any of ${rights}`)
    const { ran } = await play(story, without(documentedPolicy, ...rights))
    expect(rights.some((right) => said(ran).includes(named(right)))).toBe(true)
    expect(lies(ran, termsOf(story, true))).toEqual([])
  })
})

/** What `TagTheGroup` says of the keys is held against the calls: each key that it names is written, and no other may be. */
describe('the tags that docs/iam-policy.json grants', () => {
  const OURS = ['ami-rollout:alias', 'ami-rollout:rollback', 'ami-rollout:handed-over', 'ami-rollout:last']
  const onlyFor =
    (...keys: readonly string[]) =>
    (account: Account): PolicyDocument =>
      JSON.parse(JSON.stringify(documentedPolicy(account)).replace(JSON.stringify(OURS), JSON.stringify(keys)))

  test('are the four that the action writes', () => {
    const [story] = stories
    const policy = story && documentedPolicy(story.build(new Agenda(START)))
    expect(JSON.stringify(policy)).toContain(`"ForAllValues:StringEquals":{"aws:TagKeys":${JSON.stringify(OURS)}}`)
  })

  test.each([
    ['ami-rollout:alias', { version: '$Latest' }, {}],
    ['ami-rollout:rollback', {}, { mode: 'rollback', image: '' }],
    ['ami-rollout:last', { newVersion: true }, { image: '', 'launch-template-version': '8' }],
  ])('without %s its write is denied, and named', async (key, scene, inputs) => {
    const others = OURS.filter((each) => each !== key)
    const build = (agenda: Agenda) => web(agenda, scene)
    await using aws = await sparsely(build, { policy: onlyFor(...others) })
    if ('mode' in inputs) await aws.job({ runId: '1' })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'access-denied' })
    expect(job.log.join()).toContain('autoscaling:CreateOrUpdateTags')
    await using whole = await sparsely(build)
    if ('mode' in inputs) await whole.job({ runId: '1' })
    expect((await whole.job({ inputs })).outputs).toMatchObject({ outcome: 'succeeded' })
  })

  test.each(['CreateOrUpdateTags', 'DeleteTags'])('%s of a tag of the owner’s is denied', (operation) => {
    const account = web(new Agenda(START))
    const policy = policyOf(documentedPolicy(account))
    const resource = account.groups.get('web')?.arn ?? ''
    const allowed = (keys: readonly string[]) =>
      decide(policy, { action: `autoscaling:${operation}`, resource, context: { 'aws:TagKeys': keys } })
    expect(allowed(OURS)).toBe('allowed')
    expect(allowed(['team'])).toBe('not-allowed')
    expect(allowed([...OURS, 'aws-cdk:owner'])).toBe('not-allowed')
  })
})

describe('docs/iam-policy-plan.json', () => {
  const looking = stories.filter(({ mode }) => mode === 'plan' || mode === 'check')
  const undisturbed: Played[] = []
  beforeAll(async () => {
    for (const story of looking) undisturbed.push(await play(story, planPolicy))
  })

  test('grants nothing that changes anything', () => {
    expect(
      grants(planPolicy)
        .flat()
        .filter((right) => !/:(Describe|Get)/.test(right)),
    ).toEqual([])
  })

  test('is enough to plan and to check; a plan says that it could not try the launch', async () => {
    for (const [i, story] of looking.entries()) {
      const played = undisturbed[i]
      if (!played) throw new Error('it was not played')
      expect(played.ran.job.outputs['outcome']).toBe(story.outcome)
      expect(lies(played.ran, termsOf(story, false))).toEqual([])
      if (story.mode === 'plan') expect(said(played.ran)).toContain('ec2:RunInstances')
    }
  })

  test('is not enough to deploy: refused, before anything is changed', async () => {
    const [story] = stories
    if (!story) return
    const { ran } = await play(story, planPolicy)
    expect(ran.job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
    expect(ran.job.writes).toEqual([])
  })

  test.each(
    grants(planPolicy)
      .flat()
      .filter((right) => right !== 'ssm:GetParameters'),
  )('%s is used', (right) => {
    const operations = undisturbed.flatMap(({ calls }) => calls.map(({ operation }) => operation))
    expect(operations).toContain(operationOf(right))
  })
})

const said = ({ job }: Watched): string => [...job.log, job.summary].join('\n')
/** Rights on a launch are told by EC2 itself, or stand among the candidates. */
const named = (right: string): string => (right === 'ssm:GetParameters' ? 'resolve:ssm' : operationOf(right))
