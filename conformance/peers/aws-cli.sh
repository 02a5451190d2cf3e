#!/usr/bin/env bash
# The AWS CLI alone, as AWS's guides go about it: start an instance refresh with auto rollback, ask for its status until it ends.
# Needs $GROUP, $TEMPLATE and $VERSION, and credentials and a region for the AWS CLI.
set -euo pipefail

refresh=$(aws autoscaling start-instance-refresh --auto-scaling-group-name "$GROUP" \
  --desired-configuration "{\"LaunchTemplate\":{\"LaunchTemplateId\":\"$TEMPLATE\",\"Version\":\"$VERSION\"}}" \
  --preferences '{"AutoRollback":true}' --query InstanceRefreshId --output text)
while :; do
  status=$(aws autoscaling describe-instance-refreshes --auto-scaling-group-name "$GROUP" \
    --instance-refresh-ids "$refresh" --query 'InstanceRefreshes[0].Status' --output text)
  echo "$status"
  case $status in
    Successful) exit 0 ;;
    Failed | Cancelled | RollbackFailed | RollbackSuccessful) exit 1 ;;
  esac
  sleep 30
done
