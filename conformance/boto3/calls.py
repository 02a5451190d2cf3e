"""Asks the simulator for every operation that it serves, by boto3, and holds each raw answer against botocore's model.

calls.py ENDPOINT FILE: FILE lists the operations as JSON ({"service": "autoscaling", "operation": "…"}). One JSON object a
line on standard output. Arguments are filled in by name from what the world holds, required members first.
"""

import base64
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from model import complaints

endpoint, file = sys.argv[1:]
CONFIG = Config(retries={"max_attempts": 1}, parameter_validation=True)


def client(service):
    return boto3.client(service, endpoint_url=endpoint, config=CONFIG)


bodies = {}


def asked(service, operation, **arguments):
    """The answer, and what is wrong with it on the wire."""
    aws = client(service)
    model = aws.meta.service_model.operation_model(operation)
    raw = []
    aws.meta.events.register("before-parse.*.*", lambda response_dict, **_: raw.append(response_dict))
    answer = aws._make_api_call(operation, arguments)
    return answer, complaints(model, raw[-1]["body"])


def world():
    """Names and ids of what there is, by the member names that ask for them."""
    group = client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    template = group["LaunchTemplate"]
    instance = group["Instances"][0]
    balancers = client("elbv2").describe_load_balancers()["LoadBalancers"] if served("elbv2", "DescribeLoadBalancers") else []
    data = client("ec2").describe_launch_template_versions(
        LaunchTemplateId=template["LaunchTemplateId"], Versions=["$Default"]
    )["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    return {
        "AutoScalingGroupName": group["AutoScalingGroupName"],
        "LaunchTemplateId": template["LaunchTemplateId"],
        "InstanceId": instance["InstanceId"],
        "InstanceIds": [instance["InstanceId"]],
        "TargetGroupArn": group["TargetGroupARNs"][0],
        "LoadBalancerArn": balancers[0]["LoadBalancerArn"] if balancers else "",
        "ImageId": data["ImageId"],
        "Name": "/web/image",
        "Names": ["/web/image"],
        "DesiredCapacity": group["DesiredCapacity"],
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": False,
        "ShouldDecrementDesiredCapacity": True,
        "LifecycleHookName": "conformance",
        "LifecycleActionResult": "CONTINUE",
        "LoadBalancerName": "conformance",
        "MinCount": 1,
        "MaxCount": 1,
    }


operations = json.load(open(file, encoding="utf-8"))


def served(service, operation):
    return {"service": service, "operation": operation} in operations


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
    ("ec2", "DescribeSubnets"): lambda w: {},
    ("elbv2", "DescribeLoadBalancers"): lambda w: {},
    ("elbv2", "DescribeTargetGroups"): lambda w: {},
    ("elbv2", "DescribeListeners"): lambda w: {"LoadBalancerArn": w["LoadBalancerArn"]},
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
    ("sts", "AssumeRoleWithWebIdentity"): lambda w: {
        "RoleArn": "arn:aws:iam::123456789012:role/web",
        "RoleSessionName": "conformance",
        "WebIdentityToken": token(),
    },
}

# What must have happened before, and what changes the world for the others: in this order.
FIRST = ("CreateLaunchTemplateVersion", "PutLifecycleHook", "CreateOrUpdateTags", "SuspendProcesses", "StartInstanceRefresh")
LAST = (
    "CancelInstanceRefresh",
    "RollbackInstanceRefresh",
    "CompleteLifecycleAction",
    "DeleteLaunchTemplateVersions",
    "DeleteLifecycleHook",
    "DeleteTags",
    "TerminateInstanceInAutoScalingGroup",
)


def token():
    """A web identity token in GitHub's form; its signature is noise."""
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    now = int(time.time())
    claims = {
        "iss": "https://token.actions.githubusercontent.com",
        "sub": "repo:octo-org/shop:ref:refs/heads/main",
        "aud": "sts.amazonaws.com",
        "iat": now,
        "nbf": now,
        "exp": now + 300,
    }
    return f"{part({'typ': 'JWT', 'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


def in_service(known):
    """An instance that is in service now: refreshes replace them."""
    groups = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[known["AutoScalingGroupName"]])
    instances = groups["AutoScalingGroups"][0]["Instances"]
    return next(one["InstanceId"] for one in instances if one["LifecycleState"] == "InService")


def ended(known):
    """An instance that waits at the hook for instances that end."""
    aws = client("autoscaling")
    aws.terminate_instance_in_auto_scaling_group(
        InstanceId=in_service(known), ShouldDecrementDesiredCapacity=False
    )

    def waits():
        group = aws.describe_auto_scaling_groups(AutoScalingGroupNames=[known["AutoScalingGroupName"]])
        return [
            one["InstanceId"]
            for one in group["AutoScalingGroups"][0]["Instances"]
            if one["LifecycleState"] == "Terminating:Wait"
        ]

    return until(waits)[0]


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


def say(name, seen, wrong=()):
    print(json.dumps({"name": name, "seen": seen, "complaints": sorted(set(wrong))}), flush=True)


def call_all(known):
    def place(one):
        name = one["operation"]
        return FIRST.index(name) - 100 if name in FIRST else LAST.index(name) + 100 if name in LAST else 0

    for one in sorted(operations, key=place):
        service, operation = one["service"], one["operation"]
        try:
            _, wrong = asked(service, operation, **arguments_for(service, operation, known))
            say(f"{service} {operation}", "answers", wrong)
        except (BotoCoreError, ClientError, LookupError) as error:
            # A dry run that would succeed is answered by this error.
            dry = isinstance(error, ClientError) and error.response["Error"]["Code"] == "DryRunOperation"
            say(f"{service} {operation}", "DryRunOperation" if dry else "fails", [] if dry else [str(error)])


# With pages as small as the service takes them, every item of the whole must come, once.
PAGES = [
    ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName", {}),
    ("autoscaling", "describe_scaling_activities", "Activities", "ActivityId", {"AutoScalingGroupName": None}),
    ("ec2", "describe_launch_template_versions", "LaunchTemplateVersions", "VersionNumber", {"LaunchTemplateId": None}),
    ("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId", {}),
    ("ec2", "describe_instances", "Reservations", "ReservationId", {}),
    ("ec2", "describe_images", "Images", "ImageId", {}),
    ("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn", {}),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName", {}),
]
LEAST = {"describe_instances": 5, "describe_images": 5, "describe_target_groups": 1}


def page_all(known):
    for service, method, key, name, wanted in PAGES:
        operation = "".join(word.capitalize() for word in method.split("_"))
        if not served(service, operation):
            continue
        aws = client(service)
        arguments = {one: known[one] for one in wanted}
        try:
            whole = aws.get_paginator(method).paginate(**arguments).build_full_result().get(key, [])
            # The world goes on: an item may have changed meanwhile.
            size = LEAST.get(method, 1)
            pages = list(aws.get_paginator(method).paginate(**arguments, PaginationConfig={"PageSize": size}))
            items = [item for page in pages for item in page.get(key, [])]
            wrong = [] if [one[name] for one in items] == [one[name] for one in whole] else [f"{len(items)} in {len(pages)} pages, {len(whole)} at once"]
            say(f"{service} {method}, {size} a page", f"{len(items)} in {len(pages)} pages", wrong)
        except (BotoCoreError, ClientError) as error:
            say(f"{service} {method}, paged", "fails", [str(error)])


WAITERS = [
    ("ec2", "image_available", lambda w: {"ImageIds": [w["ImageId"]]}),
    ("ec2", "instance_running", lambda w: {"InstanceIds": w["InstanceIds"]}),
    ("ec2", "instance_status_ok", lambda w: {"InstanceIds": w["InstanceIds"]}),
    ("elbv2", "target_in_service", lambda w: {"TargetGroupArn": w["TargetGroupArn"]}),
]


def wait_all(known):
    for service, name, arguments in WAITERS:
        waiter = client(service).get_waiter(name)
        if not served(service, waiter.config.operation):
            continue
        try:
            waiter.wait(**arguments(known), WaiterConfig={"Delay": 1, "MaxAttempts": 30})
            say(f"{service}, waiter {name}", "arrives")
        except WaiterError as error:
            say(f"{service}, waiter {name}", "fails", [str(error)])


def check_the_check():
    """Wrong answers, planted: each must be complained of."""
    model = client("autoscaling").meta.service_model.operation_model("DescribeAutoScalingGroups")

    def answer(inner):
        group = f"<member><AutoScalingGroupName>web</AutoScalingGroupName>{inner}</member>"
        groups = f"<AutoScalingGroups>{group}</AutoScalingGroups>"
        result = f"<DescribeAutoScalingGroupsResult>{groups}</DescribeAutoScalingGroupsResult>"
        metadata = "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
        return f"<DescribeAutoScalingGroupsResponse>{result}{metadata}</DescribeAutoScalingGroupsResponse>".encode()

    sizes = "<MinSize>1</MinSize><MaxSize>2</MaxSize><DesiredCapacity>1</DesiredCapacity><DefaultCooldown>300</DefaultCooldown>"
    more = "<HealthCheckType>EC2</HealthCheckType><CreatedTime>2026-11-29T10:00:00Z</CreatedTime>"
    right = sizes + more
    planted = {
        "an unknown member": right + "<Colour>red</Colour>",
        "a missing member": sizes,
        "a number that is none": right.replace("<MinSize>1", "<MinSize>one"),
        "a boolean that is none": right + "<CapacityRebalance>yes</CapacityRebalance>",
        "a time that is none": right.replace("2026-11-29T10", "yesterday"),
        "a member twice": right + "<MinSize>1</MinSize>",
    }
    missed = [name for name, inner in planted.items() if not complaints(model, answer(inner))]
    say("the check itself, by planted mistakes", f"{len(planted)} planted", missed + complaints(model, answer(right)))


def main():
    check_the_check()
    known = world()
    wait_all(known)
    call_all(known)
    page_all(known)


main()
