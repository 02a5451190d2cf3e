terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # From here on AWS finds the thumbprint of GitHub's provider itself.
      version = ">= 5.81"
    }
  }
}
