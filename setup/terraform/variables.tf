variable "repository" {
  description = "The repository whose workflow rolls the group, such as octo-org/shop. With GitHub's ids (octo-org@123/shop@456) if its identity has them."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+(@[0-9]+)?/[A-Za-z0-9._-]+(@[0-9]+)?$", var.repository))
    error_message = "repository is owner/name, without wildcards."
  }
}

variable "environment" {
  description = "The GitHub environment that the job must name."
  type        = string
  default     = "production"

  validation {
    condition     = can(regex("^[^*?\\s]+$", var.environment))
    error_message = "environment is one name, without wildcards."
  }
}

variable "group" {
  description = "The Auto Scaling group."
  type        = string

  validation {
    condition     = can(regex("^[^*?$]+$", var.group))
    error_message = "group is one name, without wildcards."
  }
}

variable "launch_templates" {
  description = "The group's launch template by its id; several if overrides of the group have their own."
  type        = list(string)

  validation {
    condition     = length(var.launch_templates) > 0 && alltrue([for id in var.launch_templates : can(regex("^lt-[0-9a-f]{8,17}$", id))])
    error_message = "launch_templates are ids such as lt-0123456789abcdef0."
  }
}

variable "instance_role" {
  description = "The role in the template's instance profile, with its path if it has one. null if the template has no profile."
  type        = string
  default     = null
}

variable "parameter" {
  description = "The Systems Manager parameter that holds the image. null if none does."
  type        = string
  default     = null
}

variable "role_name" {
  description = "The name of the deploying role; the planning role has -plan behind it."
  type        = string
  default     = null
}

variable "role_path" {
  description = "The path of the roles."
  type        = string
  default     = "/"
}

variable "permissions_boundary" {
  description = "The ARN of a permissions boundary."
  type        = string
  default     = null
}

variable "create_provider" {
  description = "GitHub's identity provider exists once in an account: false if it is there already."
  type        = bool
  default     = true
}

variable "create_plan_role" {
  description = "A second role that only reads, for the plan on a pull request."
  type        = bool
  default     = false
}
