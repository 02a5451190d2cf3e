"""An instance refresh over moto's models, by AWS's documentation.

Amazon EC2 Auto Scaling User Guide: "How an instance refresh works", "Understand the default values for an instance
refresh", "Undo changes with a rollback", "Add checkpoints to an instance refresh"; API reference: StartInstanceRefresh,
DescribeInstanceRefreshes, RollbackInstanceRefresh, CancelInstanceRefresh. In seconds rather than minutes.
"""

import math
import threading
import time
import traceback
import uuid

from moto.autoscaling import models
from moto.autoscaling.exceptions import AutoscalingClientError
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult

import fleet

TICK_SECONDS = 0.2
PENDING_SECONDS = 0.6
CANCELLING_SECONDS = 1.0
ACTIVE = ("Pending", "InProgress", "Baking", "Cancelling", "RollbackInProgress")


class Refresh:
    """One instance refresh of a group, in one direction or back."""

    def __init__(self, group, desired, preferences):
        self.id, self.group = str(uuid.uuid4()), group
        self.desired, self.preferences = desired, preferences
        self.before = fleet.saved(group)
        self.status, self.reason, self.rollback = "Pending", None, None
        self.start, self.end = fleet.now(), None
        self.changed_at = time.monotonic()
        self.paused_until, self.reached = 0.0, []
        self.to_update, self.replaced = 0, 0
        self.last_launch = 0.0

    @property
    def target(self):
        if self.status == "RollbackInProgress":
            return self.before
        return self.desired or self.before

    def become(self, status, reason=None):
        self.status, self.changed_at = status, time.monotonic()
        self.reason = reason or self.reason
        if status not in ACTIVE:
            self.end = fleet.now()

    def for_how_long(self):
        return time.monotonic() - self.changed_at

    def covered(self):
        """Instances that the refresh replaces: not those that it leaves out."""
        protected = self.preferences.get("ScaleInProtectedInstances", "Wait") == "Ignore"
        standby = self.preferences.get("StandbyInstances", "Wait") == "Ignore"
        return [
            state
            for state in self.group.instance_states
            if state.ending is None
            and not (state.lifecycle_state == "Standby" and standby)
            and not (state.protected_from_scale_in and protected and not self.is_target(state))
        ]

    def is_target(self, state):
        return any(
            state.template.id == template.id and state.version == version.number
            for template, version, _, _ in fleet.choices(self.group, self.target)
        )

    def old(self):
        rollback = self.status == "RollbackInProgress"
        skips = rollback or self.preferences.get("SkipMatching", False)
        return [
            state
            for state in self.covered()
            if not (self.is_target(state) and (skips or getattr(state, "refresh", None) == self.id))
        ]

    def percent(self):
        if self.to_update == 0:
            return 100
        return min(100, math.floor(100 * self.replaced / self.to_update))


class Engine:
    """All refreshes of all groups, newest first, and the thread that carries them on."""

    def __init__(self):
        self.by_group = {}

    def active(self, group):
        return next((one for one in self.by_group.get(group.name, []) if one.status in ACTIVE), None)

    def start(self, group, desired, preferences):
        if self.active(group):
            raise AutoscalingClientError("InstanceRefreshInProgress", "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.")
        if desired:
            fleet.choices(group, desired)
        alarms = preferences.get("AlarmSpecification", {}).get("Alarms", [])
        refresh = Refresh(group, desired, preferences)
        refresh.alarms = alarms
        refresh.to_update = len(refresh.old())
        refresh.units = sum(state.weight for state in refresh.old())
        self.by_group.setdefault(group.name, []).insert(0, refresh)
        return refresh

    def cancel(self, group):
        refresh = self.active(group)
        if refresh is None or refresh.status == "Cancelling":
            raise AutoscalingClientError("ActiveInstanceRefreshNotFound", f"No in progress or pending Instance Refresh found for Auto Scaling group {group.name}")
        refresh.become("Cancelling", "Cancelled due to user request.")
        return refresh

    def roll_back(self, group, reason="Rollback initiated by user."):
        refresh = self.active(group)
        if refresh is None or refresh.status not in ("Pending", "InProgress", "Baking"):
            raise AutoscalingClientError("ActiveInstanceRefreshNotFound", f"No in progress or pending Instance Refresh found for Auto Scaling group {group.name}")
        before = refresh.before.get("LaunchTemplate", {}).get("Version", "")
        if refresh.desired is None or str(before).startswith("$"):
            raise AutoscalingClientError("IrreversibleInstanceRefresh", "The instance refresh cannot be rolled back.")
        refresh.rollback = {
            "RollbackReason": reason,
            "RollbackStartTime": fleet.now(),
            "PercentageCompleteOnRollback": refresh.percent(),
            "InstancesToUpdateOnRollback": len(refresh.old()),
        }
        refresh.become("RollbackInProgress", reason)
        refresh.replaced, refresh.to_update = 0, len(refresh.old())
        refresh.units = sum(state.weight for state in refresh.old())
        return refresh

    def run(self):
        while True:
            time.sleep(TICK_SECONDS)
            with fleet.lock:
                for account in list(models.autoscaling_backends.values()):
                    for backend in list(account.values()):
                        for group in list(backend.autoscaling_groups.values()):
                            self.tick_safely(group)

    def tick_safely(self, group):
        """One group's error, which is a mistake of this file, holds up no other group."""
        try:
            self.tick(group)
        except Exception:
            traceback.print_exc()

    def tick(self, group):
        fleet.tick(group)
        refresh = self.active(group)
        if refresh is None:
            fleet.even(group)
            return
        if refresh.status == "Pending" and refresh.for_how_long() > PENDING_SECONDS:
            refresh.become("InProgress")
        elif refresh.status == "Cancelling" and refresh.for_how_long() > CANCELLING_SECONDS:
            refresh.become("Cancelled")
        elif refresh.status == "Baking":
            self.bake(refresh)
        elif refresh.status in ("InProgress", "RollbackInProgress"):
            if refresh.status == "InProgress" and self.alarm(refresh):
                self.fail(refresh, "Alarm went off.")
            else:
                self.replace(refresh)

    def alarm(self, refresh):
        backend = refresh.group.autoscaling_backend
        from moto.cloudwatch.models import cloudwatch_backends

        alarms = cloudwatch_backends[backend.account_id][backend.region_name].alarms
        return any(alarms[name].state_value == "ALARM" for name in refresh.alarms if name in alarms)

    def fail(self, refresh, reason):
        if refresh.preferences.get("AutoRollback") and refresh.status != "RollbackInProgress":
            self.roll_back(refresh.group, reason)
        else:
            refresh.become("Failed", reason)

    def bake(self, refresh):
        if self.alarm(refresh):
            self.fail(refresh, "Alarm went off.")
        elif refresh.for_how_long() > refresh.preferences.get("BakeTime", 0):
            self.succeed(refresh)

    def succeed(self, refresh):
        """The saved template changes with success, never before."""
        if refresh.status == "RollbackInProgress":
            refresh.become("RollbackSuccessful")
            return
        if refresh.desired:
            fleet.save(refresh.group, refresh.desired)
        refresh.become("Successful")

    def replace(self, refresh):
        """One step: launch within the maximum, end what is old and not needed for the minimum."""
        group, preferences = refresh.group, refresh.preferences
        desired = group.desired_capacity or 0
        warmup = preferences.get("InstanceWarmup", getattr(group, "default_instance_warmup", 0) or 0)
        floor = math.ceil(desired * preferences.get("MinHealthyPercentage", 90) / 100)
        ceiling = max(desired, math.floor(desired * preferences.get("MaxHealthyPercentage", 100) / 100))
        # "When MaxHealthyPercentage is omitted, Auto Scaling terminates an instance and launches its replacement
        # simultaneously", below the minimum if need be. Explicitly 100 beside a minimum of 100, it "launches a new
        # instance before terminating an old one" (API_RefreshPreferences).
        if "MaxHealthyPercentage" not in preferences:
            floor = min(floor, desired - 1)
        elif preferences["MaxHealthyPercentage"] > 100 or floor >= desired:
            ceiling = max(ceiling, desired + 1)
        alive = fleet.alive(group)
        old = refresh.old()
        units = sum(state.weight for state in alive)

        def is_ready(state):
            fresh = getattr(state, "refresh", None) == refresh.id
            return fleet.is_healthy(group, state) and (not fresh or fleet.age(state) > fleet.PENDING_SECONDS + warmup)

        ready = sum(state.weight for state in alive if is_ready(state))
        ready_new = [state for state in alive if is_ready(state) and getattr(state, "refresh", None) == refresh.id]
        refresh.replaced = max(0, min(refresh.to_update, len(ready_new)))
        if not old and units >= desired and all(is_ready(state) for state in alive if state not in old):
            self.complete(refresh)
            return
        if self.is_paused(refresh):
            return
        fresh = sum(state.weight for state in alive if getattr(state, "refresh", None) == refresh.id and state not in old)
        lacks = fresh < refresh.units or units < desired
        if units < ceiling and lacks and time.monotonic() - refresh.last_launch > TICK_SECONDS:
            refresh.last_launch = time.monotonic()
            state = fleet.launch(group, refresh.target, refresh.id)
            if state is None:
                refresh.last_launch += 5
            else:
                state.refresh = refresh.id
        for state in old:
            left = ready - (state.weight if is_ready(state) else 0)
            surplus = units > desired or preferences.get("MaxHealthyPercentage", 100) == 100
            if left >= floor and surplus:
                fleet.end(group, state)
                return

    def is_paused(self, refresh):
        if refresh.status != "InProgress":
            return False
        percent = refresh.percent()
        for checkpoint in refresh.preferences.get("CheckpointPercentages", []):
            if percent >= checkpoint and checkpoint not in refresh.reached and checkpoint < 100:
                refresh.reached.append(checkpoint)
                refresh.paused_until = time.monotonic() + refresh.preferences.get("CheckpointDelay", 3600)
        return time.monotonic() < refresh.paused_until

    def complete(self, refresh):
        refresh.replaced = refresh.to_update
        if refresh.status == "InProgress" and refresh.preferences.get("BakeTime", 0) > 0:
            refresh.become("Baking")
        else:
            self.succeed(refresh)


engine = Engine()


def described(refresh):
    answer = {
        "InstanceRefreshId": refresh.id,
        "AutoScalingGroupName": refresh.group.name,
        "Status": refresh.status,
        "StartTime": refresh.start,
        "PercentageComplete": refresh.percent(),
        "InstancesToUpdate": max(0, refresh.to_update - refresh.replaced),
        "Preferences": refresh.preferences,
    }
    for member, value in (
        ("StatusReason", refresh.reason),
        ("EndTime", refresh.end),
        ("DesiredConfiguration", refresh.desired),
        ("RollbackDetails", refresh.rollback),
    ):
        if value is not None:
            answer[member] = value
    return answer


def group_of(response):
    name = response._get_param("AutoScalingGroupName")
    groups = response.autoscaling_backend.autoscaling_groups
    if name not in groups:
        raise AutoscalingClientError("ValidationError", f"AutoScalingGroup name not found - AutoScalingGroup {name} not found")
    return groups[name]


def start_instance_refresh(self):
    parameters = self._get_params()
    with fleet.lock:
        refresh = engine.start(group_of(self), parameters.get("DesiredConfiguration"), typed(parameters.get("Preferences") or {}))
    return ActionResult({"InstanceRefreshId": refresh.id})


def typed(preferences):
    """The query protocol brings text."""
    numbers = ("MinHealthyPercentage", "MaxHealthyPercentage", "InstanceWarmup", "CheckpointDelay", "BakeTime")
    result = dict(preferences)
    for name in numbers:
        if name in result:
            result[name] = int(result[name])
    for name in ("SkipMatching", "AutoRollback"):
        if name in result:
            result[name] = str(result[name]).lower() == "true"
    if "CheckpointPercentages" in result:
        result["CheckpointPercentages"] = [int(one) for one in result["CheckpointPercentages"]]
    return result


def describe_instance_refreshes(self):
    group = group_of(self)
    wanted = self._get_param("InstanceRefreshIds", [])
    with fleet.lock:
        refreshes = [described(one) for one in engine.by_group.get(group.name, []) if not wanted or one.id in wanted]
    if wanted and not refreshes:
        raise AutoscalingClientError("ValidationError", "Instance refresh not found")
    size, start = self._get_int_param("MaxRecords", 50), int(self._get_param("NextToken") or 0)
    page = {"InstanceRefreshes": refreshes[start : start + size]}
    if start + size < len(refreshes):
        page["NextToken"] = str(start + size)
    return ActionResult(page)


def cancel_instance_refresh(self):
    with fleet.lock:
        return ActionResult({"InstanceRefreshId": engine.cancel(group_of(self)).id})


def rollback_instance_refresh(self):
    with fleet.lock:
        return ActionResult({"InstanceRefreshId": engine.roll_back(group_of(self)).id})


def describe_scaling_activities(self):
    group = self._get_param("AutoScalingGroupName")
    with fleet.lock:
        found = list(fleet.activities.by_group.get(group, []))
    size, start = self._get_int_param("MaxRecords", 100), int(self._get_param("NextToken") or 0)
    page = {"Activities": found[start : start + size]}
    if start + size < len(found):
        page["NextToken"] = str(start + size)
    return ActionResult(page)


def install():
    for function in (
        start_instance_refresh,
        describe_instance_refreshes,
        cancel_instance_refresh,
        rollback_instance_refresh,
        describe_scaling_activities,
    ):
        setattr(AutoScalingResponse, function.__name__, function)
    threading.Thread(target=engine.run, daemon=True).start()
