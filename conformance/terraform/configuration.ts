/** A user's own HCL: a launch template and a group that is on one of its versions. */

export interface Hcl {
  /** Of `launch_template { version = … }`, as an HCL expression. */
  readonly version: string
  /** What the template ignores, as HCL. */
  readonly templateIgnores?: readonly string[]
  /** What the group ignores, as HCL. */
  readonly groupIgnores?: readonly string[]
  /** The group has an `instance_refresh`: Terraform starts a refresh whenever it changes the group's template. */
  readonly refreshes?: true
}

/** Variables of the configuration. */
export interface Variables {
  readonly endpoint: string
  readonly region: string
  readonly name: string
  readonly image: string
  readonly instance_type: string
  readonly subnets: readonly string[]
}

const lifecycle = (names: readonly string[]) =>
  names.length === 0 ? '' : `\n  lifecycle {\n    ignore_changes = [${names.join(', ')}]\n  }`

const REFRESH = `
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 200
      instance_warmup        = 2
      skip_matching          = true
    }
  }`

/** `main.tf`. The provider talks to one endpoint for all services, and is not to look for AWS itself. */
export function mainTf({ version, templateIgnores = [], groupIgnores = [], refreshes }: Hcl): string {
  return `terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" { type = string }
variable "region" { type = string }
variable "name" { type = string }
variable "image" { type = string }
variable "instance_type" { type = string }
variable "subnets" { type = list(string) }

provider "aws" {
  region                      = var.region
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  endpoints {
    autoscaling = var.endpoint
    ec2         = var.endpoint
    elbv2       = var.endpoint
    iam         = var.endpoint
    sts         = var.endpoint
  }
  ignore_tags {
    key_prefixes = ["ami-rollout:"]
  }
}

resource "aws_launch_template" "web" {
  name          = var.name
  image_id      = var.image
  instance_type = var.instance_type${lifecycle(templateIgnores)}
}

resource "aws_autoscaling_group" "web" {
  name                    = var.name
  min_size                = 1
  max_size                = 6
  desired_capacity        = 3
  default_instance_warmup = 2
  vpc_zone_identifier     = var.subnets
  launch_template {
    id      = aws_launch_template.web.id
    version = ${version}
  }${refreshes ? REFRESH : ''}${lifecycle(groupIgnores)}
}
`
}
