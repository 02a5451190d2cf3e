/** All launch templates of an account, found by id or by name, and the client tokens that made their versions. */
import type { AwsError } from '../error.ts'
import { refuseTemplate } from './refusal.ts'
import type { Rules } from './rules.ts'
import { LaunchTemplate, type TemplateVersion, type VersionRequest } from './template.ts'

/** A template named as AWS's requests name it: by id or by name, never by both. */
export interface TemplateName {
  readonly id?: string | undefined
  readonly name?: string | undefined
}

/** A group's choice of a launch template. `version`: a number, `$Latest` or `$Default`, kept as it was given. */
export interface TemplateChoice {
  readonly id: string
  readonly name: string
  readonly version: string
}

interface Token {
  readonly parameters: string
  readonly version: TemplateVersion
}

/** An account's launch templates. */
export class LaunchTemplates {
  readonly #byId = new Map<string, LaunchTemplate>()
  /** Launch configurations: found by id, and listed nowhere. */
  readonly #hidden = new Set<LaunchTemplate>()
  readonly #tokens = new Map<string, Token>()
  readonly #world: { readonly rules: Rules }

  constructor(world: { readonly rules: Rules }) {
    this.#world = world
  }

  /** A template that belongs to nobody yet. `created`: ms since epoch. */
  make(id: string, name: string, created: number): LaunchTemplate {
    return new LaunchTemplate({ id, name, created }, this.#world.rules)
  }

  add(template: LaunchTemplate): void {
    this.#byId.set(template.id, template)
  }

  /** A launch configuration, as a template that nobody can list. */
  hide(template: LaunchTemplate): void {
    this.add(template)
    this.#hidden.add(template)
  }

  /** All of them, by their names. */
  get launchConfigurations(): readonly LaunchTemplate[] {
    return [...this.#hidden]
  }

  /** Deletes a template with all its versions. Groups that name it launch nothing from then on. */
  remove(id: string): void {
    this.#byId.delete(id)
  }

  get all(): readonly LaunchTemplate[] {
    return [...this.#byId.values()].filter((template) => !this.#hidden.has(template))
  }

  /** Throws EC2's NotFound for an id or a name that no template has. */
  find(wanted: TemplateName): LaunchTemplate {
    const template = this.lookUp(wanted)
    if (!template) throw missing(wanted)
    return template
  }

  /** The same, for those who take nothing for an answer. */
  lookUp({ id, name }: TemplateName): LaunchTemplate | undefined {
    if ((id === undefined) === (name === undefined)) throw refuseTemplate.idOrName()
    return id === undefined ? this.all.find((template) => template.name === name) : this.#byId.get(id)
  }

  /**
   * Creates a version, once for each client token: the same request again gives the same version, another request under
   * the same token is refused. A token outlives its version; what it means then is a switch.
   */
  createVersion(template: LaunchTemplate, request: VersionRequest, now: number, token?: string): TemplateVersion {
    const parameters = JSON.stringify([template.id, request])
    const known = token === undefined ? undefined : this.#tokens.get(token)
    if (known && known.parameters !== parameters) throw refuseTemplate.tokenReused()
    if (known && (template.versions.includes(known.version) || this.#world.rules.tokenOfDeletedVersion === 'answers'))
      return known.version
    const version = template.createVersion(request, now)
    if (token !== undefined) this.#tokens.set(token, { parameters, version })
    return version
  }

  /** The version that a group's choice means now. Throws EC2's NotFound. */
  version(choice: TemplateChoice): TemplateVersion {
    return this.find({ id: choice.id }).version(choice.version)
  }
}

function missing({ id, name }: TemplateName): AwsError {
  return id === undefined ? refuseTemplate.noName(name ?? '') : refuseTemplate.noId(id)
}
