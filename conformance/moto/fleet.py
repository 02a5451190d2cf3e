"""Instances of a group over moto's models: launched from a numbered template version, brought into service, ended.

How an image behaves is a tag of the image, `behaviour`: `good`, `dies` (its instances end by themselves),
`never-healthy` (its targets never get healthy) or `cannot-launch`.
"""

import itertools
import threading
import time
from datetime import datetime, timezone

from moto.autoscaling import models
from moto.ec2.models.instances import StateReason
from moto.moto_api._internal import mock_random as random

# Moto's models are not made for several threads; the refresh engine is one beside the server's own.
lock = threading.RLock()

PENDING_SECONDS = 1.0
REGISTRATION_SECONDS = 2.0
DRAIN_SECONDS = 1.0
LIFE_OF_WHAT_DIES_SECONDS = 2.0


def now():
    return datetime.now(timezone.utc)


def saved(group):
    """What the group launches from: a dict with LaunchTemplate, or with MixedInstancesPolicy."""
    if group.mixed_instances_policy:
        return {"MixedInstancesPolicy": group.mixed_instances_policy}
    if group.ec2_launch_template is None:
        return {}
    template = group.ec2_launch_template
    version = getattr(group, "provided_launch_template_version", None) or "$Default"
    return {"LaunchTemplate": {"LaunchTemplateId": template.id, "Version": str(version)}}


def save(group, configuration):
    """Makes a desired configuration the group's own."""
    policy = configuration.get("MixedInstancesPolicy")
    group.mixed_instances_policy = policy
    group._set_launch_configuration("", configuration.get("LaunchTemplate") or {}, policy)


def template_of(group, spec):
    backend = group.ec2_backend
    if spec.get("LaunchTemplateId"):
        return backend.get_launch_template(spec["LaunchTemplateId"])
    return backend.get_launch_template_by_name(spec["LaunchTemplateName"])


def numbered(group, spec):
    """The template of a specification and the number that its version means now."""
    template = template_of(group, spec)
    return template, template.get_version(spec.get("Version") or "$Default")


def choices(group, configuration):
    """What an instance can be launched from: (template, version, instance type, weight), in order of preference."""
    if "LaunchTemplate" in configuration:
        template, version = numbered(group, configuration["LaunchTemplate"])
        return [(template, version, version.data.get("InstanceType", "t3.micro"), 1)]
    launch = configuration["MixedInstancesPolicy"]["LaunchTemplate"]
    base = launch["LaunchTemplateSpecification"]
    found = []
    for override in launch.get("Overrides") or [{}]:
        template, version = numbered(group, override.get("LaunchTemplateSpecification") or base)
        kind = override.get("InstanceType") or version.data.get("InstanceType", "t3.micro")
        found.append((template, version, kind, int(override.get("WeightedCapacity") or 1)))
    return found


def image_of(group, version):
    """The image that a template version names, a parameter of Systems Manager resolved."""
    return resolved(group.account_id, group.region, version.data.get("ImageId", ""))


def resolved(account, region, image):
    if not image or not image.startswith("resolve:ssm:"):
        return image
    from moto.ssm.models import ssm_backends

    name = image.removeprefix("resolve:ssm:").split(":")[0]
    return ssm_backends[account][region].get_parameter(name).value


def behaviour_of(group, image):
    found = group.ec2_backend.describe_images(ami_ids=[image])
    tags = {tag["key"]: tag["value"] for one in found for tag in one.get_tags()}
    return tags.get("behaviour", "good")


class Activities:
    """Scaling activities by group: moto keeps none."""

    def __init__(self):
        self.by_group = {}

    def note(self, group, description, status="Successful", message=None, cause="an instance was taken out of service"):
        stamp = now()
        activity = {
            "ActivityId": str(random.uuid4()),
            "AutoScalingGroupName": group.name,
            "AutoScalingGroupARN": group.arn,
            "Description": description,
            "Cause": f"At {stamp:%Y-%m-%dT%H:%M:%SZ} {cause}.",
            "StartTime": stamp,
            "EndTime": stamp,
            "StatusCode": status,
            "Progress": 100,
            "Details": "{}",
        }
        if message:
            activity["StatusMessage"] = message
        self.by_group.setdefault(group.name, []).insert(0, activity)


activities = Activities()
counter = itertools.count()


def launch(group, configuration=None, refresh=None):
    """One more instance: its state, or None where its image cannot be launched."""
    found, turn = choices(group, configuration or saved(group)), next(counter)
    template, version, kind, weight = found[turn % len(found)]
    image = image_of(group, version)
    cause = f"an instance refresh {refresh} launched it" if refresh else "the desired capacity asked for it"
    if behaviour_of(group, image) == "cannot-launch":
        words = f"The image id '[{image}]' cannot be launched. Launching EC2 instance failed."
        activities.note(group, "Launching a new EC2 instance.  Status Reason: " + words, "Failed", words, cause)
        return None
    tags = {**group.get_propagated_tags(), **tags_in(version), models.ASG_NAME_TAG: group.name}
    # Auto Scaling launches in the zone with the fewest instances (User Guide, "Instance distribution").
    places = [state.instance.subnet_id for state in alive(group)]
    subnet = min((group.vpc_zone_identifier or "").split(","), key=places.count)
    reservation = group.ec2_backend.run_instances(
        image,
        1,
        None,
        [],
        instance_type=kind,
        is_instance_type_default=False,
        tags={"instance": tags},
        placement=group.availability_zones[0],
        launch_template={"LaunchTemplateId": template.id, "Version": str(version.number)},
        subnet_id=subnet or None,
    )
    instance = reservation.instances[0]
    instance.autoscaling_group = group
    state = models.InstanceState(
        instance, "Pending", protected_from_scale_in=group.new_instances_protected_from_scale_in
    )
    state.template, state.version, state.weight = template, version.number, weight
    state.weighted_capacity = str(weight) if weight != 1 or "MixedInstancesPolicy" in saved(group) else None
    state.born, state.behaviour, state.ending = time.monotonic(), behaviour_of(group, image), None
    group.instance_states.append(state)
    activities.note(group, f"Launching a new EC2 instance: {instance.id}", cause=cause)
    return state


def tags_in(version):
    specifications = version.data.get("TagSpecifications") or []
    return {
        tag["Key"]: tag["Value"]
        for one in specifications
        if one.get("ResourceType") == "instance"
        for tag in one.get("Tags", [])
    }


def end(group, state, cause="an instance refresh took it out of service"):
    """Takes an instance out of service: its targets drain, then it is gone."""
    if state.ending is None:
        state.ending = time.monotonic()
        state.lifecycle_state = "Terminating"
        for target_group in targets_of(group):
            if state.instance.id in target_group.targets:
                target_group.deregister([{"Id": state.instance.id}])
        group.autoscaling_backend.update_attached_elbs(group.name)
        activities.note(group, f"Terminating EC2 instance: {state.instance.id}", cause=cause)


def end_all(group):
    """All instances at once and without a drain, for a group that is deleted."""
    for target_group in targets_of(group):
        target_group.deregister([{"Id": state.instance.id} for state in group.instance_states if state.instance.id in target_group.targets])
    ids = [state.instance.id for state in group.instance_states]
    group.instance_states = []
    if ids:
        group.ec2_backend.terminate_instances(ids)


def alive(group):
    """The instances that count against the desired capacity: pending ones too."""
    return [state for state in group.instance_states if state.ending is None and state.lifecycle_state != "Standby"]


def even(group):
    """As many units as are desired. What is too much goes by AWS's default policy: the oldest version first."""
    desired = group.desired_capacity or 0
    if group.ec2_launch_template is None:
        return
    while sum(state.weight for state in alive(group)) < desired:
        if "Launch" in group._suspended_processes or launch(group) is None:
            return
    for state in sorted(alive(group), key=lambda state: (state.version, state.born)):
        left = sum(one.weight for one in alive(group)) - state.weight
        if left >= desired and not state.protected_from_scale_in and "Terminate" not in group._suspended_processes:
            end(group, state, "a difference between desired and actual capacity shrank the group")


def targets_of(group):
    backend = group.autoscaling_backend.elbv2_backend
    return [backend.target_groups[arn] for arn in group.target_group_arns if arn in backend.target_groups]


def age(state):
    return time.monotonic() - state.born


def is_healthy(group, state):
    """In service, and healthy in each target group where the group looks at them."""
    if state.lifecycle_state != "InService" or state.health_status != "Healthy":
        return False
    if group.health_check_type == "EC2" or not group.target_group_arns:
        return True
    return state.behaviour != "never-healthy" and age(state) > PENDING_SECONDS + REGISTRATION_SECONDS


def tick(group):
    """What happens by itself: instances come into service, die, are gone."""
    for state in list(group.instance_states):
        if state.ending is not None:
            if time.monotonic() - state.ending > DRAIN_SECONDS:
                group.instance_states.remove(state)
                group.ec2_backend.terminate_instances([state.instance.id])
                tell_why(state)
        elif state.lifecycle_state == "Pending" and age(state) > PENDING_SECONDS:
            state.lifecycle_state = "InService"
            for target_group in targets_of(group):
                target_group.register([{"Id": state.instance.id, "Port": target_group.port}])
            group.autoscaling_backend.update_attached_elbs(group.name)
        elif state.behaviour == "dies" and age(state) > LIFE_OF_WHAT_DIES_SECONDS:
            state.health_status = "Unhealthy"
            tell_why(state)
            words = "an instance was taken out of service in response to an EC2 health check that indicated it had been terminated or stopped"
            end(group, state, words)


def tell_why(state):
    """What dies has shut itself down, whoever removes it: EC2 says so [API_StateReason]; moto says that a user ended it."""
    if state.behaviour == "dies" and state.health_status == "Unhealthy":
        code = "Client.InstanceInitiatedShutdown"
        state.instance.state_reason = StateReason(f"{code}: Instance initiated shutdown", code)


def target_state(target_group, instance_id):
    """(state, reason) of a target as a load balancer would say, or None for moto's own answer."""
    for group in groups_of(target_group):
        for state in group.instance_states:
            if state.instance.id != instance_id:
                continue
            if state.ending is not None:
                return "draining", "Target.DeregistrationInProgress"
            waiting = age(state) < PENDING_SECONDS + REGISTRATION_SECONDS
            if waiting:
                return "initial", "Elb.RegistrationInProgress"
            if state.behaviour == "never-healthy":
                return "unhealthy", "Target.FailedHealthChecks"
            return "healthy", None
    return None


def groups_of(target_group):
    backend = models.autoscaling_backends[target_group.account_id][target_group.region_name]
    return [group for group in backend.autoscaling_groups.values() if target_group.arn in group.target_group_arns]
