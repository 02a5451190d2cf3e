"""Answers that the action itself got, from a file of exchanges, each held against botocore's model.

recorded.py FILE: one JSON object a line on standard output, for each operation that was seen.
"""

import base64
import collections
import json
import sys
from urllib.parse import parse_qs

import botocore.session

from model import complaints

SERVICES = ("autoscaling", "ec2", "elbv2", "elb", "cloudwatch", "ssm", "sts")
session = botocore.session.get_session()
models = [(name, session.get_service_model(name)) for name in SERVICES]


def operation_of(exchange):
    """The service's name and the operation's model, by what the request says of itself."""
    if exchange["target"]:
        prefix, name = exchange["target"].split(".")
        for service, model in models:
            if model.metadata.get("targetPrefix") == prefix:
                return service, model.operation_model(name)
        return None
    form = parse_qs(base64.b64decode(exchange["request"]).decode())
    action, version = form.get("Action", [""])[0], form.get("Version", [""])[0]
    for service, model in models:
        if model.api_version == version and action in model.operation_names:
            return service, model.operation_model(action)
    return None


def main():
    found = collections.defaultdict(lambda: [0, collections.Counter()])
    with open(sys.argv[1], encoding="utf-8") as file:
        exchanges = [json.loads(line) for line in file]
    for exchange in exchanges:
        if exchange["status"] != 200:
            continue
        known = operation_of(exchange)
        if known is None:
            found["a request of no known operation"][1][exchange["target"] or exchange["contentType"]] += 1
            continue
        service, operation = known
        seen = found[f"{service} {operation.name}"]
        seen[0] += 1
        seen[1].update(set(complaints(operation, base64.b64decode(exchange["response"]))))
    for name, (count, wrong) in sorted(found.items()):
        print(json.dumps({"name": name, "answers": count, "complaints": sorted(wrong)}))


if __name__ == "__main__":
    main()
