"""Drives the client of openapi-generator (python)."""
import os
import re

import openapi_client
from openapi_client.exceptions import ApiException, BadRequestException, NotFoundException
from openapi_client.models.resource_input import ResourceInput

api = openapi_client.ResourcesApi(openapi_client.ApiClient(openapi_client.Configuration(host=os.environ["REST_URL"])))

made = api.create_resource_with_http_info(ResourceInput(name="python"))
resource, etag = made.data, made.headers["ETag"]
assert resource.name == "python" and resource.status == "active" and resource.description is None, resource
assert resource.created_at.utcoffset().total_seconds() == 0, resource.created_at
assert api.get_resource(resource.id).name == "python"
api.create_resource(ResourceInput(name="second", description="d", status="new"))

first = api.list_resources_with_http_info(limit=1)
cursor = re.search(r"[?&]cursor=([^&>]+)", first.headers["Link"]).group(1)
second = api.list_resources(limit=1, cursor=cursor)
assert len(first.data) == len(second) == 1 and first.data[0].id != second[0].id

changed = api.replace_resource(resource.id, ResourceInput(name="changed"), if_match=etag)
assert changed.name == "changed" and changed.updated_at > resource.updated_at
try:
    api.replace_resource(resource.id, ResourceInput(name="stale"), if_match=etag)
    raise AssertionError("a stale If-Match was taken")
except ApiException as stale:
    assert stale.status == 412, stale
try:
    api.list_resources(cursor="nonsense")
    raise AssertionError("a wrong cursor was taken")
except BadRequestException as wrong:
    assert wrong.data.status == 400 and wrong.data.errors[0].to_dict()["field"] == "cursor", wrong
api.delete_resource(resource.id)
try:
    api.get_resource(resource.id)
    raise AssertionError("a deleted resource was found")
except ApiException as gone:
    assert gone.status in (404, 410), gone
try:
    api.get_resource("019b7d3c-5b1e-7c3a-9f60-2d4c8a1e5b77")
    raise AssertionError("a resource was found that never was")
except NotFoundException as none:
    assert none.data.title == "Not Found", none
