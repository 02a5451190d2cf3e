output "deploy_role_arn" {
  description = "For role-to-assume in the job that deploys."
  value       = aws_iam_role.this["deploy"].arn
}

output "plan_role_arn" {
  description = "For role-to-assume in the job that plans a pull request; null without one."
  value       = one([for name, role in aws_iam_role.this : role.arn if name == "plan"])
}
