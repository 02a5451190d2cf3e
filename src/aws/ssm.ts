/** Systems Manager adapter for parameters. No SDK type leaves this file. */
import { GetParameterCommand, type Parameter as SdkParameter, SSMClient } from '@aws-sdk/client-ssm'
import type { Parameter } from '../rollout/model/parameter.ts'
import { AwsProblem } from '../rollout/ports.ts'
import { IncompleteAnswer } from './answer.ts'
import type { Calls } from './connection.ts'
import type { ParameterReads } from './services.ts'

/** Reads parameters without decrypting them. */
export const systemsManagerReads = ({ client, read }: Calls): ParameterReads => ({
  async parameter(name) {
    const get = new GetParameterCommand({ Name: name })
    try {
      return await read('GetParameter', async (options) => {
        const { Parameter: found } = await client(SSMClient).send(get, options)
        if (!found) throw new IncompleteAnswer('Parameter')
        return parameterFrom(found)
      })
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
