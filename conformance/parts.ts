/** Every part, in the order in which `all` plays them: the quick ones first. */
import { ansible } from './ansible/part.ts'
import { awsCli } from './aws-cli/part.ts'
import { boto3 } from './boto3/part.ts'
import { endpoint } from './endpoint/part.ts'
import { linters } from './linters/part.ts'
import { live } from './live/part.ts'
import { moto } from './moto/part.ts'
import { packer } from './packer/part.ts'
import type { Part } from './part.ts'
import { peers } from './peers/part.ts'
import { runner } from './runner/part.ts'
import { setup } from './setup/part.ts'
import { terraform } from './terraform/part.ts'

export const parts: readonly Part[] = [
  linters,
  setup,
  boto3,
  awsCli,
  ansible,
  moto,
  live,
  endpoint,
  runner,
  terraform,
  packer,
  peers,
]
