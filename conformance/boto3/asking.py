"""What boto3 asks the simulator with: clients, and the arguments of each operation.

Arguments are filled in by name from what the world holds, required members first; what needs more stands in SPECIAL.
"""

import base64
import json
import sys
import time
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config

ENDPOINT = sys.argv[1]
CONFIG = Config(retries={"max_attempts": 1}, parameter_validation=True)


def client(service):
    return boto3.client(service, endpoint_url=ENDPOINT, config=CONFIG)


def world():
    """Names and ids of what there is, by the member names that ask for them."""
    group = client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    template = group["LaunchTemplate"]
    instance = group["Instances"][0]
    balancers = client("elbv2").describe_load_balancers()["LoadBalancers"]
    data = client("ec2").describe_launch_template_versions(
        LaunchTemplateId=template["LaunchTemplateId"], Versions=["$Default"]
    )["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    return {
        "AutoScalingGroupName": group["AutoScalingGroupName"],
        "LaunchTemplateId": template["LaunchTemplateId"],
        "InstanceId": instance["InstanceId"],
        "InstanceIds": [instance["InstanceId"]],
        "TargetGroupArn": group["TargetGroupARNs"][0],
        "LoadBalancerArn": balancers[0]["LoadBalancerArn"],
        "ImageId": data["ImageId"],
        "ImageIds": [data["ImageId"]],
        "DocumentName": "AWS-RunShellScript",
        "Name": "/web/image",
        "Names": ["/web/image"],
        "DesiredCapacity": group["DesiredCapacity"],
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": False,
        "ShouldDecrementDesiredCapacity": True,
        "LifecycleHookName": "conformance",
        "LifecycleActionResult": "CONTINUE",
        "LoadBalancerName": "conformance",
        "ScheduledActionName": "conformance",
        "MinCount": 1,
        "MaxCount": 1,
        "StackName": "conformance",
    }


STACK = json.dumps({"Resources": {"Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {
    "Name": "/conformance", "Type": "String", "Value": "yes",
}}}})

# What required members alone do not say: AWS wants one of several, or the world has to be in a certain state.
SPECIAL = {
    ("ec2", "CreateLaunchTemplateVersion"): lambda w: {
        "LaunchTemplateId": w["LaunchTemplateId"],
        "SourceVersion": "$Default",
        "LaunchTemplateData": {"ImageId": w["ImageId"]},
    },
    ("ec2", "DeleteLaunchTemplateVersions"): lambda w: {"LaunchTemplateId": w["LaunchTemplateId"], "Versions": ["1"]},
    ("ec2", "DescribeLaunchTemplateVersions"): lambda w: {"LaunchTemplateId": w["LaunchTemplateId"]},
    ("ec2", "ModifyLaunchTemplate"): lambda w: {"LaunchTemplateId": w["LaunchTemplateId"], "DefaultVersion": "7"},
    ("ec2", "DescribeInstanceStatus"): lambda w: {"IncludeAllInstances": True},
    ("ec2", "DescribeInstanceTypes"): lambda w: {"InstanceTypes": ["t3.medium"]},
    ("elbv2", "DescribeLoadBalancers"): lambda w: {},
    ("elbv2", "DescribeTargetGroups"): lambda w: {},
    ("elbv2", "DescribeListeners"): lambda w: {"LoadBalancerArn": w["LoadBalancerArn"]},
    ("elbv2", "DescribeRules"): lambda w: {
        "ListenerArn": client("elbv2").describe_listeners(LoadBalancerArn=w["LoadBalancerArn"])["Listeners"][0]["ListenerArn"]
    },
    ("ec2", "CreateTags"): lambda w: {"Resources": [past_use()], "Tags": [{"Key": "conformance", "Value": "yes"}]},
    ("ec2", "CopyImage"): lambda w: {"SourceImageId": w["ImageId"], "SourceRegion": "eu-west-1", "Name": "copy"},
    ("ec2", "DescribeSnapshots"): lambda w: {"OwnerIds": ["self"]},
    ("ec2", "DeregisterImage"): lambda w: {"ImageId": copied()},
    ("ec2", "DeleteSnapshot"): lambda w: {"SnapshotId": snapshots()[0]},
    ("ec2", "DescribeImageAttribute"): lambda w: {"ImageId": past_use(), "Attribute": "launchPermission"},
    ("ec2", "DescribeImageReferences"): lambda w: {"ImageIds": w["ImageIds"], "IncludeAllResourceTypes": True},
    ("ec2", "EnableImageDeprecation"): lambda w: {
        "ImageId": past_use(),
        "DeprecateAt": datetime.now(timezone.utc) + timedelta(days=30),
    },
    ("ec2", "DisableImage"): lambda w: {"ImageId": past_use()},
    ("ec2", "TerminateInstances"): lambda w: {"InstanceIds": [in_service(w)]},
    ("ec2", "ModifyInstanceAttribute"): lambda w: {
        "InstanceId": in_service(w),
        "DisableApiTermination": {"Value": False},
    },
    ("autoscaling", "PutScheduledUpdateGroupAction"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "ScheduledActionName": "conformance",
        "Recurrence": "0 3 * * *",
        "DesiredCapacity": w["DesiredCapacity"],
    },
    ("autoscaling", "RecordLifecycleActionHeartbeat"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "LifecycleHookName": "conformance",
        "InstanceId": ended(w),
    },
    ("autoscaling", "SetInstanceProtection"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "InstanceIds": [in_service(w)],
        "ProtectedFromScaleIn": False,
    },
    ("autoscaling", "EnterStandby"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "InstanceIds": [in_service(w)],
        "ShouldDecrementDesiredCapacity": True,
    },
    ("autoscaling", "ExitStandby"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "InstanceIds": [until(lambda: instances(w, "Standby"))[0]],
    },
    ("autoscaling", "DetachInstances"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "InstanceIds": [in_service(w)],
        "ShouldDecrementDesiredCapacity": False,
    },
    ("autoscaling", "CreateOrUpdateTags"): lambda w: {
        "Tags": [
            {
                "ResourceId": w["AutoScalingGroupName"],
                "ResourceType": "auto-scaling-group",
                "Key": "conformance",
                "Value": "yes",
                "PropagateAtLaunch": False,
            }
        ]
    },
    ("autoscaling", "DeleteTags"): lambda w: {
        "Tags": [{"ResourceId": w["AutoScalingGroupName"], "ResourceType": "auto-scaling-group", "Key": "conformance"}]
    },
    ("autoscaling", "PutLifecycleHook"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "LifecycleHookName": "conformance",
        "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING",
        "HeartbeatTimeout": 30,
    },
    ("autoscaling", "DeleteLifecycleHook"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "LifecycleHookName": "conformance",
    },
    ("autoscaling", "StartInstanceRefresh"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "DesiredConfiguration": {"LaunchTemplate": {"LaunchTemplateId": w["LaunchTemplateId"], "Version": "7"}},
        "Preferences": {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 120, "SkipMatching": False},
    },
    ("autoscaling", "RollbackInstanceRefresh"): lambda w: under_way(w),
    ("autoscaling", "SuspendProcesses"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "ScalingProcesses": ["AZRebalance"],
    },
    ("autoscaling", "ResumeProcesses"): lambda w: {"AutoScalingGroupName": w["AutoScalingGroupName"]},
    ("autoscaling", "DescribeAutoScalingGroups"): lambda w: {},
    ("autoscaling", "DescribeAutoScalingInstances"): lambda w: {},
    ("autoscaling", "TerminateInstanceInAutoScalingGroup"): lambda w: {
        "InstanceId": in_service(w),
        "ShouldDecrementDesiredCapacity": False,
    },
    ("autoscaling", "CompleteLifecycleAction"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "LifecycleHookName": "conformance",
        "LifecycleActionResult": "CONTINUE",
        "InstanceId": ended(w),
    },
    ("ec2", "RunInstances"): lambda w: {
        "LaunchTemplate": {"LaunchTemplateId": w["LaunchTemplateId"], "Version": "7"},
        "MinCount": 1,
        "MaxCount": 1,
        "DryRun": True,
    },
    ("cloudformation", "CreateStack"): lambda w: {"StackName": "conformance", "TemplateBody": STACK},
    ("cloudformation", "DescribeStackResources"): lambda w: {"StackName": w["StackName"]},
    ("autoscaling", "DeleteAutoScalingGroup"): lambda w: {
        "AutoScalingGroupName": w["AutoScalingGroupName"],
        "ForceDelete": True,
    },
    ("ssm", "PutParameter"): lambda w: {"Name": w["Name"], "Value": w["ImageId"], "Overwrite": True},
    ("ssm", "SendCommand"): lambda w: {
        "DocumentName": w["DocumentName"],
        "InstanceIds": w["InstanceIds"],
        "Parameters": {"commands": ["systemctl is-active web"]},
    },
    ("ssm", "ListCommandInvocations"): lambda w: {"CommandId": sent()["CommandId"], "Details": True},
    ("ssm", "GetCommandInvocation"): lambda w: {"CommandId": sent()["CommandId"], "InstanceId": sent()["InstanceIds"][0]},
    ("ssm", "CancelCommand"): lambda w: {"CommandId": sent()["CommandId"]},
    ("sts", "AssumeRoleWithWebIdentity"): lambda w: {
        "RoleArn": "arn:aws:iam::123456789012:role/web",
        "RoleSessionName": "conformance",
        "WebIdentityToken": token(),
    },
}

# What must have happened before, and what changes the world for the others: in this order.
FIRST = (
    "CreateLaunchTemplateVersion",
    "CopyImage",
    "CreateStack",
    "PutScheduledUpdateGroupAction",
    "PutLifecycleHook",
    "CreateOrUpdateTags",
    "EnterStandby",
    "ExitStandby",
    "DetachInstances",
    "SendCommand",
    "SuspendProcesses",
    "StartInstanceRefresh",
)
LAST = (
    "DeleteScheduledAction",
    "CancelInstanceRefresh",
    "RollbackInstanceRefresh",
    "RecordLifecycleActionHeartbeat",
    "CompleteLifecycleAction",
    "DeleteLaunchTemplateVersions",
    "DeleteLifecycleHook",
    "DeleteTags",
    "TerminateInstanceInAutoScalingGroup",
    "TerminateInstances",
    "DisableImage",
    "DeregisterImage",
    "DeleteSnapshot",
)
# Once the pages have been read.
AFTER_ALL = ("DeleteStack", "DeleteAutoScalingGroup")


def token():
    """A web identity token in GitHub's form; its signature is noise. The world's clock is ahead of this one."""
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    now = int(time.time())
    claims = {
        "iss": "https://token.actions.githubusercontent.com",
        "sub": "repo:octo-org/shop:ref:refs/heads/main",
        "aud": "sts.amazonaws.com",
        "iat": now,
        "nbf": now,
        "exp": now + 12 * 3600,
    }
    return f"{part({'typ': 'JWT', 'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


def instances(known, state):
    """The group's instances in a state of their life."""
    groups = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[known["AutoScalingGroupName"]])
    return [one["InstanceId"] for one in groups["AutoScalingGroups"][0]["Instances"] if one["LifecycleState"] == state]


def in_service(known):
    """An instance that is in service now: refreshes replace them."""
    return until(lambda: instances(known, "InService"))[0]


def ended(known):
    """An instance that waits at the hook for instances that end."""
    client("autoscaling").terminate_instance_in_auto_scaling_group(
        InstanceId=in_service(known), ShouldDecrementDesiredCapacity=False
    )
    return until(lambda: instances(known, "Terminating:Wait"))[0]


def past_use():
    """The image that nothing is launched from."""
    images = client("ec2").describe_images(Filters=[{"Name": "name", "Values": ["past-use"]}])["Images"]
    return images[0]["ImageId"]


def copied():
    """The image that was copied from another one."""
    return client("ec2").describe_images(Filters=[{"Name": "name", "Values": ["copy"]}])["Images"][0]["ImageId"]


def snapshots():
    """The account's own: of the copy."""
    return [one["SnapshotId"] for one in client("ec2").describe_snapshots(OwnerIds=["self"])["Snapshots"]]


def sent():
    """The command that was sent: it is not listed at once."""
    return until(lambda: client("ssm").list_commands()["Commands"])[0]


def until(look, seconds=60):
    """What `look` finds, as soon as it finds something."""
    for _ in range(seconds * 2):
        found = look()
        if found:
            return found
        time.sleep(0.5)
    raise LookupError("it did not come to pass")


def under_way(known):
    """A refresh that AWS has begun: one that is still pending cannot be rolled back."""
    aws = client("autoscaling")
    group = {"AutoScalingGroupName": known["AutoScalingGroupName"]}

    def statuses():
        return {one["Status"] for one in aws.describe_instance_refreshes(**group)["InstanceRefreshes"]}

    until(lambda: not statuses() & {"Cancelling", "Pending"})
    aws.start_instance_refresh(**SPECIAL[("autoscaling", "StartInstanceRefresh")](known))
    until(lambda: "InProgress" in statuses())
    return group


def arguments_for(service, operation, known):
    special = SPECIAL.get((service, operation))
    if special:
        return special(known)
    shape = client(service).meta.service_model.operation_model(operation).input_shape
    if shape is None:
        return {}
    names = list(shape.required_members) or [name for name in ("AutoScalingGroupName",) if name in shape.members]
    missing = [name for name in names if name not in known]
    if missing:
        raise LookupError(f"nothing is known for {', '.join(missing)}")
    return {name: known[name] for name in names}
