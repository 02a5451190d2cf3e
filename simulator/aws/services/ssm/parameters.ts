/** Systems Manager's parameters, by name, version or label. */
import type { Parameter as ParameterShape } from '@aws-sdk/client-ssm'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import { type Found, type Parameter, parameterArn } from '../../world/parameter.ts'
import { refuseParameter } from '../../world/refusal.ts'
import { unsupported } from '../unsupported.ts'
import type { SystemsManagerHandlers } from './common.ts'

/** Handlers for parameters. */
export const parameterCalls = (account: Account) =>
  ({
    GetParameter: ({ Name = '', WithDecryption }) => {
      if (WithDecryption === true) throw unsupported('GetParameter with WithDecryption')
      return { Parameter: describe(account, account.parameters.find(Name)) }
    },
    GetParameters: ({ Names = [] }) => {
      const found = Names.map((name) => ({ name, found: lookUp(account, name) }))
      return {
        Parameters: found.flatMap((one) => (one.found ? [describe(account, one.found)] : [])),
        InvalidParameters: found.filter((one) => !one.found).map(({ name }) => name),
      }
    },
    PutParameter: (input) => {
      const { Name = '', Value = '', Type, DataType, Overwrite = false } = input
      const known = account.parameters.lookUp(Name)
      if (known && !Overwrite) throw refuseParameter.exists()
      const { type, dataType } = known ?? kindOf(Type, DataType)
      // The simulator's wording: what AWS answers to a change of the type is not modelled.
      if ((Type ?? type) !== type || (DataType ?? dataType) !== dataType)
        throw new AwsError('ValidationException', `The type of ${Name} cannot be changed.`)
      const next = (known?.find(undefined)?.number ?? 0) + 1
      account.parameters.put({ name: Name, type, dataType }, Value)
      return { Version: next, Tier: 'Standard' }
    },
  }) satisfies SystemsManagerHandlers

/** What a parameter is made as. A new one needs a type. */
function kindOf(type: string | undefined, dataType = 'text'): Pick<Parameter, 'type' | 'dataType'> {
  if (type !== 'String' && type !== 'StringList' && type !== 'SecureString') throw refuseParameter.noType()
  if (dataType !== 'text' && dataType !== 'aws:ec2:image') throw unsupported(`PutParameter of ${dataType}`)
  return { type, dataType }
}

/** GetParameters lists what is missing instead of failing. */
function lookUp(account: Account, name: string): Found | undefined {
  try {
    return account.parameters.find(name)
  } catch (error) {
    if (error instanceof AwsError) return undefined
    throw error
  }
}

const describe = (account: Account, { parameter, version, selector }: Found): ParameterShape => ({
  Name: parameter.name,
  Type: parameter.type,
  Value: parameter.type === 'SecureString' ? Buffer.from(version.value).toString('base64') : version.value,
  Version: version.number,
  ...(selector !== undefined && { Selector: `:${selector}` }),
  LastModifiedDate: new Date(version.at),
  ARN: parameterArn(parameter.name, account),
  DataType: parameter.dataType,
})
