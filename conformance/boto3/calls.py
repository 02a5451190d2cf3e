"""Asks the simulator for every operation that it serves, by boto3, and holds each raw answer against botocore's model.

calls.py ENDPOINT FILE: FILE lists the operations as JSON ({"service": "autoscaling", "operation": "…"}). One JSON object a
line on standard output.
"""

import json
import sys

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from asking import AFTER_ALL, FIRST, LAST, arguments_for, client, world
from model import complaints


def asked(service, operation, **arguments):
    """The answer, and what is wrong with it on the wire."""
    aws = client(service)
    model = aws.meta.service_model.operation_model(operation)
    raw = []
    aws.meta.events.register("before-parse.*.*", lambda response_dict, **_: raw.append(response_dict))
    answer = aws._make_api_call(operation, arguments)
    return answer, complaints(model, raw[-1]["body"])


with open(sys.argv[2], encoding="utf-8") as file:
    operations = json.load(file)


def served(service, operation):
    return {"service": service, "operation": operation} in operations


def say(name, seen, wrong=()):
    print(json.dumps({"name": name, "seen": seen, "complaints": sorted(set(wrong))}), flush=True)


def call_all(known, wanted):
    def place(one):
        name = one["operation"]
        return FIRST.index(name) - 100 if name in FIRST else LAST.index(name) + 100 if name in LAST else 0

    for one in sorted(filter(wanted, operations), key=place):
        service, operation = one["service"], one["operation"]
        try:
            _, wrong = asked(service, operation, **arguments_for(service, operation, known))
            say(f"{service} {operation}", "answers", wrong)
        except (BotoCoreError, ClientError, LookupError) as error:
            # A dry run that would succeed is answered by this error.
            dry = isinstance(error, ClientError) and error.response["Error"]["Code"] == "DryRunOperation"
            say(f"{service} {operation}", "DryRunOperation" if dry else "fails", [] if dry else [str(error)])


# With pages as small as the service takes them, every item of the whole must come, and none twice.
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
            # The world goes on: an item may have come meanwhile.
            size = LEAST.get(method, 1)
            pages = list(aws.get_paginator(method).paginate(**arguments, PaginationConfig={"PageSize": size}))
            items = [item for page in pages for item in page.get(key, [])]
            names, before = [one[name] for one in items], [one[name] for one in whole]
            twice = len(names) - len(set(names))
            wrong = [f"{twice} come twice"] if twice else []
            wrong += [f"{one} is missing" for one in before if one not in names]
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
    call_all(known, lambda one: one["operation"] not in AFTER_ALL)
    page_all(known)
    call_all(known, lambda one: one["operation"] in AFTER_ALL)


main()
