"""What moto answers otherwise than AWS documents, as far as a rollout notices it. Each gap is one function."""

import copy

from moto.autoscaling import models
from moto.autoscaling.exceptions import AutoscalingClientError
from moto.autoscaling.responses import AutoScalingResponse
from moto.cloudformation import parsing
from moto.core.responses import ActionResult
from moto.ec2.models import amis as models_of_images
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.responses.amis import AmisResponse
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.responses.launch_templates import LaunchTemplates
from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup, elbv2_backends

import fleet
from engine import engine


def fill():
    instances_know_their_version()
    groups_launch_by_version()
    groups_keep_what_they_are_told()
    a_refresh_holds_the_template()
    versions_have_a_source()
    versions_can_be_deleted()
    targets_follow_their_image()
    images_are_whole()
    templates_may_name_parameters()
    a_device_of_the_image_may_be_named_alone()
    stacks_make_what_they_are_told()
    stacks_delete_what_they_made()


def images_are_whole():
    """moto forgets what RegisterImage was told, what CreateImage knows from the instance, and CopyImage from its source and
    by its tags; and DeregisterImage leaves snapshots that it was told to delete."""
    register, init = AmisResponse.register_image, models_of_images.Ami.__init__
    copy_image, deregister = AmisResponse.copy_image, AmisResponse.deregister_image

    def whole(self, *arguments, **named):
        init(self, *arguments, **named)
        self.ena_support = True
        if source := named.get("source_ami"):
            self.root_device_type, self.root_device_name = source.root_device_type, source.root_device_name
            self.hypervisor, self.boot_mode = source.hypervisor, source.boot_mode
        if self.architecture is None or self.virtualization_type is None or named.get("instance"):
            self.architecture = self.architecture or "x86_64"
            self.virtualization_type, self.root_device_type, self.hypervisor = "hvm", "ebs", "xen"
            self.boot_mode = "uefi-preferred"

    def registered(self):
        answer = register(self)
        image = self.ec2_backend.amis[answer.result["ImageId"]]
        image.architecture = self._get_param("Architecture") or image.architecture
        image.root_device_name = self._get_param("RootDeviceName") or image.root_device_name
        return answer

    def copied(self):
        answer, tags = copy_image(self), self._parse_tag_specification()
        image = self.ec2_backend.amis[answer.result["ImageId"]]
        image.add_tags(tags.get("image", {}))
        image.ebs_snapshot.add_tags(tags.get("snapshot", {}))
        return answer

    def deregistered(self):
        image = self.ec2_backend.amis.get(self._get_param("ImageId"))
        answer = deregister(self)
        if self._get_bool_param("DeleteAssociatedSnapshots", False):
            self.ec2_backend.delete_snapshot(image.ebs_snapshot.id)
        return answer

    models_of_images.Ami.__init__ = whole
    AmisResponse.register_image = registered
    AmisResponse.copy_image = copied
    AmisResponse.deregister_image = deregistered


def stacks_make_what_they_are_told():
    """moto's CloudFormation forgets a target group's attributes, and has the zones of another region where GetAZs names
    none: "Specifying an empty string is equivalent to specifying AWS::Region" (CloudFormation, Fn::GetAZs)."""
    build, clean = FakeTargetGroup.create_from_cloudformation_json.__func__, parsing.clean_json

    def built(cls, resource_name, cloudformation_json, *place, **named):
        group = build(cls, resource_name, cloudformation_json, *place, **named)
        for one in cloudformation_json["Properties"].get("TargetGroupAttributes", []):
            group.attributes[one["Key"]] = str(one["Value"])
        return group

    def cleaned(resource_json, resources_map):
        if isinstance(resource_json, dict) and resource_json.get("Fn::GetAZs") == "":
            resource_json = {"Fn::GetAZs": resources_map["AWS::Region"]}
        return clean(resource_json, resources_map)

    FakeTargetGroup.create_from_cloudformation_json = classmethod(built)
    parsing.clean_json = cleaned


def stacks_delete_what_they_made():
    """moto deletes no target group and no route table with its stack, and so not their network either, and fails over a
    group that was deleted before; for CloudFormation a resource that is gone is deleted."""
    delete = models.FakeAutoScalingGroup.delete

    def delete_group(self, account_id, region_name):
        if self.name in models.autoscaling_backends[account_id][region_name].autoscaling_groups:
            delete(self, account_id, region_name)

    def delete_targets(self, account_id, region_name):
        elbv2_backends[account_id][region_name].delete_target_group(self.arn)

    def delete_routes(self, account_id, region_name):
        # Its associations are resources of the stack too, without a life of their own in moto.
        self._associations.clear()
        self.ec2_backend.delete_route_table(self.id)

    models.FakeAutoScalingGroup.delete = delete_group
    FakeTargetGroup.delete = delete_targets
    RouteTable.delete = delete_routes


def a_device_of_the_image_may_be_named_alone():
    """moto wants a size or a snapshot with each device; EC2 takes both from the image, as its User Guide shows where it
    changes DeleteOnTermination of a root volume alone ("Preserve data when an instance is terminated")."""
    original = InstanceResponse._validate_block_device_mapping

    def validate(mapping):
        volume = mapping.get("Ebs", {})
        if volume and not volume.get("VolumeSize") and not volume.get("SnapshotId"):
            volume["VolumeSize"] = 8
        original(mapping)

    InstanceResponse._validate_block_device_mapping = staticmethod(validate)


def templates_may_name_parameters():
    """moto launches `resolve:ssm:…` as if it were an image; fleet.py resolves it, an instance keeps the image's id."""
    original = LaunchTemplates.describe_launch_template_versions

    def describe(self):
        answer = original(self)
        if self._get_bool_param("ResolveAlias", False):
            versions = copy.deepcopy(answer.result["LaunchTemplateVersions"])
            for version in versions:
                data = version["LaunchTemplateData"]
                data["ImageId"] = fleet.resolved(self.current_account, self.region, data.get("ImageId"))
            return ActionResult({"LaunchTemplateVersions": versions})
        return answer

    LaunchTemplates.describe_launch_template_versions = describe


def instances_know_their_version():
    """moto says that every instance runs the template's default version."""

    # Of instances that a launch configuration made, which no refresh ever touches here.
    state = models.InstanceState
    state.template, state.version, state.weight = None, 0, 1
    state.born, state.behaviour, state.ending = 0.0, "good", None

    def launch_template(self):
        template = self.template
        if template is None:
            return None
        return {"LaunchTemplateId": template.id, "LaunchTemplateName": template.name, "Version": str(self.version)}

    models.InstanceState.launch_template = property(launch_template)


def groups_launch_by_version():
    """moto launches whatever the group means now, all at once, in service at once. It holds the desired capacity against
    the instances in service alone: pending ones are launched again with each update. And it ends the first of its list
    without a drain."""
    original, delete = models.FakeAutoScalingGroup.set_desired_capacity, models.AutoScalingBackend.delete_auto_scaling_group

    def set_desired_capacity(self, new_capacity):
        if self.ec2_launch_template is None:
            original(self, new_capacity)
            return
        with fleet.lock:
            self.desired_capacity = self.min_size if new_capacity is None else new_capacity
            # A refresh has more instances than are desired for a while, and follows the desired capacity itself.
            if engine.active(self) is None:
                fleet.even(self)

    def deleted(self, group_name):
        group = self.autoscaling_groups.get(group_name)
        with fleet.lock:
            if group and group.ec2_launch_template is not None:
                fleet.end_all(group)
            delete(self, group_name)

    models.FakeAutoScalingGroup.set_desired_capacity = set_desired_capacity
    models.AutoScalingBackend.delete_auto_scaling_group = deleted
    # moto registers instances that are pending, and counts in instances what AWS counts in units.
    models.AutoScalingBackend.update_attached_target_groups = lambda self, group_name: None
    # A client that ends an instance by EC2 leaves the replacement to the engine.
    models.AutoScalingBackend.notify_terminate_instances = lambda self, instance_ids: None


def groups_keep_what_they_are_told():
    """moto forgets the default instance warmup and the instance maintenance policy, also of a template of CloudFormation,
    and an update drops a mixed policy."""
    create, update = AutoScalingResponse.create_auto_scaling_group, AutoScalingResponse.update_auto_scaling_group
    build = models.FakeAutoScalingGroup.create_from_cloudformation_json.__func__

    def remember(group, parameters):
        if "DefaultInstanceWarmup" in parameters:
            group.default_instance_warmup = int(parameters["DefaultInstanceWarmup"])
        if "InstanceMaintenancePolicy" in parameters:
            group.instance_maintenance_policy = {
                name: int(value) for name, value in parameters["InstanceMaintenancePolicy"].items()
            }

    def group_of(self):
        return self.autoscaling_backend.autoscaling_groups.get(self._get_param("AutoScalingGroupName"))

    def created(self):
        with fleet.lock:
            answer = create(self)
            remember(group_of(self), self._get_params())
        return answer

    def updated(self):
        parameters = self._get_params()
        group = group_of(self)
        with fleet.lock:
            policy = group and group.mixed_instances_policy
            answer = update(self)
            if group and not parameters.get("MixedInstancesPolicy") and not parameters.get("LaunchTemplate"):
                group.mixed_instances_policy = policy
            remember(group_of(self), parameters)
        return answer

    def built(cls, resource_name, cloudformation_json, *place, **named):
        with fleet.lock:
            group = build(cls, resource_name, cloudformation_json, *place, **named)
            remember(group, cloudformation_json["Properties"])
            # A template without a mixed instances policy gives moto's group an empty one, which it describes.
            group.mixed_instances_policy = group.mixed_instances_policy or None
        return group

    AutoScalingResponse.create_auto_scaling_group = created
    AutoScalingResponse.update_auto_scaling_group = updated
    models.FakeAutoScalingGroup.create_from_cloudformation_json = classmethod(built)


def a_refresh_holds_the_template():
    """moto takes another template for a group whose refresh has a desired configuration."""
    original = AutoScalingResponse.update_auto_scaling_group

    def updated(self):
        parameters = self._get_params()
        group = self.autoscaling_backend.autoscaling_groups.get(parameters["AutoScalingGroupName"])
        with fleet.lock:
            refresh = group and engine.active(group)
            if refresh and refresh.desired and (parameters.get("LaunchTemplate") or parameters.get("MixedInstancesPolicy")):
                raise AutoscalingClientError(
                    "ValidationError",
                    "An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.",
                )
        return original(self)

    AutoScalingResponse.update_auto_scaling_group = updated


def versions_have_a_source():
    """moto ignores SourceVersion: a new version has then only what it was given."""
    original = LaunchTemplates.create_launch_template_version

    def create(self):
        source = self._get_param("SourceVersion")
        parameters = self._get_params()
        token = parameters.get("ClientToken")
        identifier, name = self._get_param("LaunchTemplateId"), self._get_param("LaunchTemplateName")
        backend = self.ec2_backend
        template = backend.get_launch_template(identifier) if identifier else backend.get_launch_template_by_name(name)
        with fleet.lock:
            made = template.__dict__.setdefault("by_token", {})
            if token and token in made:
                version = made[token]
            else:
                answer = original(self)
                version = template.versions[-1]
                if source:
                    version.data = {**copy.deepcopy(template.get_version(source).data), **version.data}
                if token:
                    made[token] = version
                answer.result["LaunchTemplateVersion"]["LaunchTemplateData"] = version.data
                return answer
            return ActionResult(
                {
                    "LaunchTemplateVersion": {
                        "LaunchTemplateId": template.id,
                        "LaunchTemplateName": template.name,
                        "VersionNumber": version.number,
                        "VersionDescription": version.description,
                        "DefaultVersion": template.is_default(version),
                        "LaunchTemplateData": version.data,
                        "CreateTime": version.create_time,
                    }
                }
            )

    LaunchTemplates.create_launch_template_version = create


def versions_can_be_deleted():
    """moto has no DeleteLaunchTemplateVersions, and finds versions by their place in the list."""

    def get_version(self, num):
        wanted = str(num)
        if wanted.lower() == "$latest":
            return self.versions[-1]
        number = self.default_version_number if wanted.lower() == "$default" else int(wanted)
        found = next((one for one in self.versions if one.number == number), None)
        if found is None:
            from moto.ec2.exceptions import InvalidLaunchTemplateVersionNotFound

            raise InvalidLaunchTemplateVersionNotFound(template_id=self.id, version=num)
        return found

    create = LaunchTemplate.create_version

    def create_version(self, data, description):
        version = create(self, data, description)
        version.number = self.__dict__.get("highest", 0) + 1
        self.highest = version.number
        return version

    def delete(self):
        template = self.ec2_backend.get_launch_template(self._get_param("LaunchTemplateId"))
        wanted = [int(number) for number in self._get_param("Versions", [])]
        deleted = [one for one in template.versions if one.number in wanted and not template.is_default(one)]
        template.versions = [one for one in template.versions if one not in deleted]
        return ActionResult(
            {
                "SuccessfullyDeletedLaunchTemplateVersions": [
                    {
                        "LaunchTemplateId": template.id,
                        "LaunchTemplateName": template.name,
                        "VersionNumber": one.number,
                    }
                    for one in deleted
                ]
            }
        )

    LaunchTemplate.get_version = get_version
    LaunchTemplate.default_version = lambda self: get_version(self, "$Default")
    LaunchTemplate.create_version = create_version
    LaunchTemplates.delete_launch_template_versions = delete


def targets_follow_their_image():
    """moto calls every registered target healthy."""
    original = FakeTargetGroup.health_for

    def health_for(self, target, ec2_backend):
        with fleet.lock:
            found = fleet.target_state(self, target["Id"])
        if found is None:
            return original(self, target, ec2_backend)
        state, reason = found
        return FakeHealthStatus(target["Id"], target.get("Port", self.port), self.health_check_port, state, reason)

    FakeTargetGroup.health_for = health_for
