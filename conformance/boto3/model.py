"""Holds the body of an AWS answer against botocore's model of the operation: every member, strictly.

botocore itself passes over members that it does not know, and over members that are missing. Here each of these is a
complaint, and so is a value that its type, enumeration or length does not allow.
"""

import base64
import json
import re
from datetime import datetime
from xml.etree import ElementTree

QUERY = "query"
EC2 = "ec2"


def complaints(operation, body):
    """What is wrong with an answer that succeeded: a list of sentences, each with the path of the member."""
    protocol = operation.service_model.protocol
    shape = operation.output_shape
    if protocol in (QUERY, EC2):
        return list(_of_xml(operation, shape, body, protocol))
    document = json.loads(body or b"{}")
    return [] if shape is None else list(_of_json(shape, document, operation.name))


def _of_xml(operation, shape, body, protocol):
    root = _without_namespaces(ElementTree.fromstring(body))
    if root.tag != f"{operation.name}Response":
        yield f"the root element is {root.tag}, not {operation.name}Response"
    if protocol == EC2:
        metadata, content = "requestId", root
    else:
        wrapper = (shape.serialization.get("resultWrapper") if shape else None) or f"{operation.name}Result"
        metadata = "ResponseMetadata"
        found = root.find(wrapper)
        content = found if found is not None else ElementTree.Element(wrapper)
        for child in root:
            if child.tag not in (wrapper, metadata):
                yield f"{root.tag}: unknown element {child.tag}"
        if found is None and shape is not None and shape.members:
            yield f"{root.tag}: {wrapper} is missing"
    if root.find(metadata) is None:
        yield f"{root.tag}: {metadata} is missing"
    if shape is not None:
        yield from _structure(shape, content, operation.name, protocol, ignored={metadata, "return"})


def _without_namespaces(root):
    for element in root.iter():
        element.tag = re.sub(r"^\{.*\}", "", element.tag)
    return root


def _element(shape, node, path, protocol):
    kind = shape.type_name
    if kind == "structure":
        yield from _structure(shape, node, path, protocol)
    elif kind == "list":
        yield from _list(shape, [node], path, protocol)
    elif kind == "map":
        yield f"{path}: maps are not read here"
    else:
        yield from _scalar(shape, node.text or "", path)


def _structure(shape, node, path, protocol, ignored=frozenset()):
    members = {_name_of(member, name, protocol): (name, member) for name, member in shape.members.items()}
    seen = {}
    for child in node:
        if child.tag in ignored and child.tag not in members:
            continue
        if child.tag not in members:
            yield f"{path}: unknown member {child.tag}"
            continue
        seen.setdefault(child.tag, []).append(child)
    for tag, children in seen.items():
        name, member = members[tag]
        if member.type_name == "list":
            yield from _list(member, children, f"{path}.{name}", protocol)
            continue
        if len(children) > 1:
            yield f"{path}.{name}: stands {len(children)} times"
        yield from _element(member, children[0], f"{path}.{name}", protocol)
    present = {members[tag][0] for tag in seen}
    for name in shape.required_members:
        # An empty list is written as nothing at all by the query protocol.
        if name not in present and shape.members[name].type_name != "list":
            yield f"{path}: {name} is missing"


def _name_of(member, name, protocol):
    if member.type_name == "list" and member.serialization.get("flattened"):
        return member.member.serialization.get("name") or member.serialization.get("name") or name
    return member.serialization.get("name") or name


def _list(shape, nodes, path, protocol):
    flattened = shape.serialization.get("flattened")
    items = nodes if flattened else [item for node in nodes for item in node]
    wanted = shape.member.serialization.get("name") or ("item" if protocol == EC2 else "member")
    for item in items:
        if not flattened and item.tag != wanted:
            yield f"{path}: holds {item.tag}, not {wanted}"
        yield from _element(shape.member, item, f"{path}[]", protocol)


def _scalar(shape, text, path):
    kind = shape.type_name
    if kind in ("integer", "long"):
        if not re.fullmatch(r"-?\d+", text):
            yield f"{path}: {text!r} is no {kind}"
        else:
            yield from _range(shape, int(text), path)
    elif kind in ("double", "float"):
        if not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text):
            yield f"{path}: {text!r} is no {kind}"
    elif kind == "boolean":
        if text not in ("true", "false"):
            yield f"{path}: {text!r} is no boolean"
    elif kind == "timestamp":
        try:
            datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            yield f"{path}: {text!r} is no time"
    elif kind == "string":
        yield from _string(shape, text, path)
    elif kind == "blob":
        base64.b64decode(text, validate=True)


def _string(shape, text, path):
    if shape.enum and text not in shape.enum:
        yield f"{path}: {text!r} is none of {', '.join(shape.enum)}"
    yield from _range(shape, len(text), path, "characters")
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, text):
        yield f"{path}: {text!r} does not match {pattern}"


def _matches(pattern, text):
    try:
        # AWS writes characters outside the first plane as surrogate pairs, which Python's strings do not have.
        python = pattern.replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF")
        return re.search(python, text) is not None
    except re.error:
        return True


def _range(shape, number, path, unit=""):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and number < low) or (high is not None and number > high):
        yield f"{path}: {number} {unit}".rstrip() + f" is outside {low} to {high}"


def _of_json(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{path}: is no structure"
            return
        for name, inner in value.items():
            if name not in shape.members:
                yield f"{path}: unknown member {name}"
            else:
                yield from _of_json(shape.members[name], inner, f"{path}.{name}")
        for name in shape.required_members:
            if name not in value:
                yield f"{path}: {name} is missing"
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{path}: is no list"
            return
        for inner in value:
            yield from _of_json(shape.member, inner, f"{path}[]")
    elif kind == "map":
        for inner in value.values():
            yield from _of_json(shape.value, inner, f"{path}{{}}")
    elif kind == "timestamp":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"{path}: {value!r} is no time"
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path}: {value!r} is no boolean"
    elif kind in ("integer", "long", "double", "float"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"{path}: {value!r} is no {kind}"
    elif kind == "string":
        if not isinstance(value, str):
            yield f"{path}: {value!r} is no string"
        else:
            yield from _string(shape, value, path)
