/** Systems Manager adapter for parameters. No SDK type leaves this file. */
import {
  GetParameterCommand,
  PutParameterCommand,
  type Parameter as SdkParameter,
  SSMClient,
} from '@aws-sdk/client-ssm'
import type { Parameter } from '../rollout/model/parameter.ts'
import { AwsProblem } from '../rollout/ports.ts'
import { IncompleteAnswer } from './answer.ts'
import type { Calls } from './connection.ts'
import type { ParameterReads, ParameterWrites } from './services.ts'

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

/** Writes a new version of a parameter that exists, as the type that it has. */
export const systemsManagerWrites = ({ client, write }: Calls): ParameterWrites => ({
  async setParameter({ name, dataType }, value) {
    const put = new PutParameterCommand({
      Name: name,
      Value: value,
      Type: 'String',
      DataType: dataType,
      Overwrite: true,
    })
    await write('PutParameter', (options) => client(SSMClient).send(put, options))
  },
})

const parameterFrom = ({
  Type,
  Value = '',
  Version = 0,
  DataType = 'text',
  LastModifiedDate: changed,
}: SdkParameter): Parameter => ({
  type: Type ?? '',
  value: Value,
  version: Version,
  dataType: DataType,
  ...(changed && { changed: changed.getTime() }),
})
