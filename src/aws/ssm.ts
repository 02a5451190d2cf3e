/** Systems Manager: parameters. Its shapes end here, and it is loaded only when a parameter is asked for. */
import type { Parameter as SdkParameter } from '@aws-sdk/client-ssm'
import type { Parameter } from '../rollout/facts.ts'
import { AwsProblem, type Reads } from '../rollout/world.ts'
import { ask } from './ask.ts'
import type { Clients } from './clients.ts'

/** Reads parameters, and never decrypts one. */
export const systemsManagerReads = ({ systemsManager }: Clients): Pick<Reads, 'parameter'> => ({
  async parameter(name) {
    const { GetParameterCommand } = await import('@aws-sdk/client-ssm')
    const client = await systemsManager()
    try {
      const { Parameter: found } = await ask('GetParameter', () => client.send(new GetParameterCommand({ Name: name })))
      return parameterFrom(found ?? {})
    } catch (thrown) {
      const code = thrown instanceof AwsProblem ? thrown.problem.code : ''
      if (code === 'ParameterNotFound') return 'no-parameter'
      if (code === 'ParameterVersionNotFound') return 'no-version'
      throw thrown
    }
  },
})

const parameterFrom = ({ Type, Value = '', Version = 0, LastModifiedDate: changed }: SdkParameter): Parameter => ({
  type: Type ?? '',
  value: Value,
  version: Version,
  ...(changed && { changed: changed.getTime() }),
})
