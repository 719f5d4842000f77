"""Drives the client of openapi-python-client."""
import os
import re
import uuid

from waybill_client import Client
from waybill_client.api.resources import create_resource, delete_resource, get_resource, list_resources, replace_resource
from waybill_client.models import ResourceInput, Problem, Resource

client = Client(base_url=os.environ["REST_URL"], raise_on_unexpected_status=True)

made = create_resource.sync_detailed(client=client, body=ResourceInput(name="python"))
resource, etag = made.parsed, made.headers["ETag"]
assert isinstance(resource, Resource) and resource.status == "active" and resource.description is None, made
assert get_resource.sync(resource.id, client=client).name == "python"
create_resource.sync(client=client, body=ResourceInput(name="second", description="d", status="new"))

first = list_resources.sync_detailed(client=client, limit=1)
cursor = re.search(r"[?&]cursor=([^&>]+)", first.headers["Link"]).group(1)
second = list_resources.sync(client=client, limit=1, cursor=cursor)
assert len(first.parsed) == len(second) == 1 and first.parsed[0].id != second[0].id

changed = replace_resource.sync(resource.id, client=client, body=ResourceInput(name="changed"), if_match=etag)
assert changed.name == "changed" and changed.updated_at > resource.updated_at
stale = replace_resource.sync(resource.id, client=client, body=ResourceInput(name="stale"), if_match=etag)
assert isinstance(stale, Problem) and stale.status == 412, stale
wrong = list_resources.sync(client=client, cursor="nonsense")
assert isinstance(wrong, Problem) and wrong.errors[0].field == "cursor", wrong
assert delete_resource.sync_detailed(resource.id, client=client).status_code == 204
assert get_resource.sync_detailed(resource.id, client=client).status_code in (404, 410)
none = get_resource.sync(uuid.uuid4(), client=client)
assert isinstance(none, Problem) and none.title == "Not Found", none
