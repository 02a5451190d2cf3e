# The role by which the jobs of one GitHub environment roll one Auto Scaling group, and nothing else.
# docs/setup.md shows how to use it. The statements are in policy.tf.json.

data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_caller_identity" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  account   = data.aws_caller_identity.current.account_id
  audience  = local.partition == "aws-cn" ? "sts.amazonaws.com.cn" : "sts.amazonaws.com"
  provider  = var.create_provider ? aws_iam_openid_connect_provider.github[0].arn : "arn:${local.partition}:iam::${local.account}:oidc-provider/token.actions.githubusercontent.com"
  role_name = coalesce(var.role_name, "ami-rollout-${var.group}")
  parameter = trimprefix(coalesce(var.parameter, "/"), "/")
  # In a statement that is left out, but read before that.
  instance_role = var.instance_role == null ? "" : var.instance_role

  launch_template_arns = [
    for id in var.launch_templates : "arn:${local.partition}:ec2:${local.region}:${local.account}:launch-template/${id}"
  ]

  # What a statement is about may not be there: then it is left out.
  left_out = concat(
    var.parameter == null ? [for s in local.deploy_statements : s.Sid if length(regexall(":parameter/", jsonencode(s.Resource))) > 0] : [],
    var.instance_role == null ? [for s in local.deploy_statements : s.Sid if length(regexall(":role/", jsonencode(s.Resource))) > 0] : [],
  )
  deploy_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for s in local.deploy_statements : merge(s, { Resource = flatten([s.Resource]) }) if !contains(local.left_out, s.Sid)]
  })
  plan_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for s in local.plan_statements : merge(s, { Resource = flatten([s.Resource]) }) if !contains(local.left_out, s.Sid)]
  })

  subjects = merge(
    { deploy = "environment:${var.environment}" },
    var.create_plan_role ? { plan = "pull_request" } : {},
  )
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_provider ? 1 : 0

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = [local.audience]
}

resource "aws_iam_role" "this" {
  for_each = local.subjects

  name                 = each.key == "deploy" ? local.role_name : "${local.role_name}-plan"
  description          = each.key == "deploy" ? "Rolls images over the Auto Scaling group ${var.group}" : "Plans rollouts of the Auto Scaling group ${var.group}; only reads"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = local.audience
          "token.actions.githubusercontent.com:sub" = "repo:${var.repository}:${each.value}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = local.subjects

  name   = "ami-rollout"
  role   = aws_iam_role.this[each.key].id
  policy = each.key == "deploy" ? local.deploy_policy : local.plan_policy
}
