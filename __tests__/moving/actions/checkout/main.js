// In the place of actions/checkout: what the repository holds lies in a folder of this machine.
import { cpSync } from 'node:fs'

const { REPOSITORY = '', GITHUB_WORKSPACE = '' } = process.env
cpSync(REPOSITORY, GITHUB_WORKSPACE, { recursive: true })
